#ifndef CVECTORMATH_H
#define CVECTORMATH_H

#include <stddef.h>

// y[i] = exp(x[i]), y[i] = tanh(x[i]) for i < count; x and y do not overlap. At most 4 ulp off. What
// y[i] is depends on x[i] alone, not on i, on count or on other entries.
void exp_each_double(const double *x, double *y, size_t count);
void tanh_each_double(const double *x, double *y, size_t count);
void exp_each_float(const float *x, float *y, size_t count);
void tanh_each_float(const float *x, float *y, size_t count);

#endif
