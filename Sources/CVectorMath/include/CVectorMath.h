#ifndef CVECTORMATH_H
#define CVECTORMATH_H

#include <stddef.h>
#include <stdint.h>

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

// Sums of rows of matrices by columns, each row times a factor: y[i] = Σ_k factors[k][i]·x[k][i] in each of
// `columns` columns, that of x[k] strides[k] entries and that of y `stride` entries behind the one before. terms > 0;
// each operation rounded on its own, in the order of k.
void set_to_sums_double(
    size_t terms, const double *const *factors, const double *const *x, const size_t *strides,
    size_t rows, size_t columns, double *y, size_t stride);
void set_to_sums_float(
    size_t terms, const float *const *factors, const float *const *x, const size_t *strides,
    size_t rows, size_t columns, float *y, size_t stride);

// y[i] = max(y[i], factor·|x[i]|).
void raise_to_magnitude_double(double factor, const double *x, double *y, size_t count);
void raise_to_magnitude_float(float factor, const float *x, float *y, size_t count);

// x[i] = -x[i] where bit i is 1, the lowest of 64 first.
void turn_signs_double(const uint64_t *bits, double *x, size_t count);
void turn_signs_float(const uint64_t *bits, float *x, size_t count);

// max |x[i]|, NaN left out; 0 for none.
double largest_magnitude_double(const double *x, size_t count);
float largest_magnitude_float(const float *x, size_t count);

// The smallest |x[i]| that is not 0, infinity for none, and the largest, 0 for none, NaN left out of both; and
// Σ 0·x[i]: 0 if every x[i] is finite, else NaN.
void magnitude_range_double(
    const double *x, size_t count, double *smallest, double *largest, double *zeros);
void magnitude_range_float(
    const float *x, size_t count, float *smallest, float *largest, float *zeros);

// Σ (x[i]/divisor)².
double sum_of_squares_double(const double *x, size_t count, double divisor);
float sum_of_squares_float(const float *x, size_t count, float divisor);

// sums[i] += Σ_j factors[j]·a_ij² for a matrix by columns of `rows` entries each; over i ≤ j alone if `is_upper`. Each
// operation rounded on its own, in the order of j.
void add_row_squares_double(
    const double *a, size_t rows, size_t columns, int is_upper, const double *factors,
    double *sums);
void add_row_squares_float(
    const float *a, size_t rows, size_t columns, int is_upper, const float *factors,
    float *sums);

// sums[j] = Σ_r values_rj·(Σ_i c_ij·basis_ri²) + Σ_r Σ_k>j values_rk·(Σ_i≤j c_ik·basis_ri²) for matrices by columns of
// `rows` entries each: c_ij is decays[i + 1]·…·decays[j] for i < j, and 1 for the others. `scratch` has
// shares_scratch_count entries.
size_t shares_scratch_count(size_t columns);
void set_to_shares_double(
    const double *values, const double *basis, size_t rows, size_t columns, const double *decays,
    double *scratch, double *sums);
void set_to_shares_float(
    const double *values, const float *basis, size_t rows, size_t columns, const double *decays,
    double *scratch, double *sums);

// y[i] -= factor·x[i]; returns max weights[i]·|y[i]| of what is left, NaN left out.
double eliminate_from_double(
    double factor, const double *x, const double *weights, double *y, size_t count);
float eliminate_from_float(
    float factor, const float *x, const float *weights, float *y, size_t count);

// Matrices by columns, `rows` entries each, finite. `scratch` has householder_scratch_count entries of
// `size` bytes.
size_t householder_scratch_count(size_t rows, size_t columns, size_t size);

// The bidiagonal that reflections from both sides leave of a matrix of columns ≤ rows: `columns` and
// `columns` - 1 entries; and for every row the most that a reflection added to it.
void bidiagonalize_double(
    const double *a, size_t rows, size_t columns, double *scratch, double *diagonal,
    double *superdiagonal, double *mixing);
void bidiagonalize_float(
    const float *a, size_t rows, size_t columns, float *scratch, float *diagonal,
    float *superdiagonal, float *mixing);

// R of the QR factorization, min(rows, columns) entries a column, zeros below the diagonal.
void triangularize_double(
    const double *a, size_t rows, size_t columns, double *scratch, double *r);
void triangularize_float(const float *a, size_t rows, size_t columns, float *scratch, float *r);

// y = Aᵀ·x - factors·y and z = A·y, with A gone over once; `count` columns of x, y and z with a factor
// for each. rows > 0.
void multiply_there_and_back_double(
    const double *a, size_t rows, size_t columns, const double *x, size_t count,
    const double *factors, double *y, double *z);
void multiply_there_and_back_float(
    const float *a, size_t rows, size_t columns, const float *x, size_t count,
    const float *factors, float *y, float *z);

// Where the C library has such settings: blocks of up to `block` bytes come from memory that stays with
// the process when it is freed, `total` bytes of it for each thread.
void keep_freed_memory(int block, int total);

#endif
