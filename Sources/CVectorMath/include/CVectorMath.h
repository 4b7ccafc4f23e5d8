#ifndef CVECTORMATH_H
#define CVECTORMATH_H

#include <stddef.h>

// Loops over arrays of one length that do not overlap, in the widest registers of the processor.

// y[i] = exp(x[i]), y[i] = tanh(x[i]), at most 4 ulp off. What y[i] is depends on x[i] alone, not on i,
// on count or on other entries.
void exp_each_double(const double *x, double *y, size_t count);
void exp_each_float(const float *x, float *y, size_t count);
void tanh_each_double(const double *x, double *y, size_t count);
void tanh_each_float(const float *x, float *y, size_t count);

// y[i] = factors[i]·x[i], y[i] += factors[i]·x[i], each operation rounded on its own.
void set_scaled_double(const double *factors, const double *x, double *y, size_t count);
void set_scaled_float(const float *factors, const float *x, float *y, size_t count);
void add_scaled_double(const double *factors, const double *x, double *y, size_t count);
void add_scaled_float(const float *factors, const float *x, float *y, size_t count);

// y[i] = max(y[i], factor·|x[i]|).
void raise_to_magnitude_double(double factor, const double *x, double *y, size_t count);
void raise_to_magnitude_float(float factor, const float *x, float *y, size_t count);

#endif
