#include "CVectorMath.h"
#include "Widths.h"

#include <math.h>

// Without contraction results are the same in registers of every width.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#define FOR_TWO_WIDTHS(LOOP, NAME, ...)                                                            \
  __attribute__((target("avx2"))) LOOP(NAME##_avx2, __VA_ARGS__)                                   \
  LOOP(NAME##_baseline, __VA_ARGS__)
#define FOR_THREE_WIDTHS(LOOP, NAME, ...)                                                          \
  __attribute__((target("avx512f"))) LOOP(NAME##_avx512, __VA_ARGS__)                              \
  FOR_TWO_WIDTHS(LOOP, NAME, __VA_ARGS__)
#else
#define FOR_TWO_WIDTHS(LOOP, NAME, ...) LOOP(NAME##_baseline, __VA_ARGS__)
#define FOR_THREE_WIDTHS FOR_TWO_WIDTHS
#endif

#define SCALED_LOOP(NAME, SCALAR, ASSIGN)                                                          \
  static void NAME(                                                                                \
      const SCALAR *restrict f, const SCALAR *restrict x, SCALAR *restrict y, size_t count) {      \
    for (size_t i = 0; i < count; i++) y[i] ASSIGN f[i] * x[i];                                    \
  }

#define MAGNITUDE_LOOP(NAME, SCALAR, MAGNITUDE)                                                    \
  static void NAME(SCALAR factor, const SCALAR *restrict x, SCALAR *restrict y, size_t count) {    \
    for (size_t i = 0; i < count; i++) {                                                           \
      const SCALAR value = factor * MAGNITUDE(x[i]);                                               \
      y[i] = value > y[i] ? value : y[i];                                                          \
    }                                                                                              \
  }

#define TURN_LOOP(NAME, SCALAR)                                                                    \
  static void NAME(const uint64_t *restrict bits, SCALAR *restrict x, size_t count) {              \
    for (size_t first = 0; first < count; first += 64, bits++) {                                   \
      const size_t width = count - first < 64 ? count - first : 64;                                \
      for (size_t i = 0; i < width; i++) x[first + i] *= *bits >> i & 1 ? -1 : 1;                  \
    }                                                                                              \
  }

#define SCALED(NAME, SCALAR, ASSIGN)                                                               \
  FOR_THREE_WIDTHS(SCALED_LOOP, NAME, SCALAR, ASSIGN)                                              \
  void NAME(const SCALAR *f, const SCALAR *x, SCALAR *y, size_t count) {                           \
    WIDEST_OF_THREE(NAME, f, x, y, count);                                                         \
  }

#define MAGNITUDE(NAME, SCALAR, ABSOLUTE)                                                          \
  FOR_THREE_WIDTHS(MAGNITUDE_LOOP, NAME, SCALAR, ABSOLUTE)                                         \
  void NAME(SCALAR factor, const SCALAR *x, SCALAR *y, size_t count) {                             \
    WIDEST_OF_THREE(NAME, factor, x, y, count);                                                    \
  }

#define TURN(NAME, SCALAR)                                                                         \
  FOR_THREE_WIDTHS(TURN_LOOP, NAME, SCALAR)                                                        \
  void NAME(const uint64_t *bits, SCALAR *x, size_t count) {                                       \
    WIDEST_OF_THREE(NAME, bits, x, count);                                                         \
  }

SCALED(set_scaled_double, double, =)
SCALED(set_scaled_float, float, =)
SCALED(add_scaled_double, double, +=)
SCALED(add_scaled_float, float, +=)
MAGNITUDE(raise_to_magnitude_double, double, fabs)
MAGNITUDE(raise_to_magnitude_float, float, fabsf)
TURN(turn_signs_double, double)
TURN(turn_signs_float, float)

// The number of rows at a time: wide registers hold their sums.
#define BATCH 32

// `COUNT` rows from row i of column j on.
#define SUM_ROWS(SCALAR, COUNT)                                                                    \
  {                                                                                                \
    SCALAR sums[BATCH];                                                                            \
    const SCALAR *f = factors[0] + i, *source = x[0] + j * strides[0] + i;                         \
    for (size_t lane = 0; lane < (COUNT); lane++) sums[lane] = f[lane] * source[lane];             \
    for (size_t k = 1; k < terms; k++) {                                                           \
      f = factors[k] + i;                                                                          \
      source = x[k] + j * strides[k] + i;                                                          \
      for (size_t lane = 0; lane < (COUNT); lane++) sums[lane] += f[lane] * source[lane];          \
    }                                                                                              \
    for (size_t lane = 0; lane < (COUNT); lane++) y[i + lane] = sums[lane];                        \
  }

#define SUMS_LOOP(NAME, SCALAR)                                                                    \
  static void NAME(                                                                                \
      size_t terms, const SCALAR *const *factors, const SCALAR *const *x, const size_t *strides,   \
      size_t rows, size_t columns, SCALAR *restrict y, size_t stride) {                            \
    for (size_t j = 0; j < columns; j++, y += stride) {                                            \
      size_t i = 0;                                                                                \
      for (; i + BATCH <= rows; i += BATCH) SUM_ROWS(SCALAR, BATCH)                                \
      const size_t rest = rows - i;                                                                \
      if (rest > 0) SUM_ROWS(SCALAR, rest)                                                         \
    }                                                                                              \
  }

FOR_THREE_WIDTHS(SUMS_LOOP, sums_double, double)
FOR_THREE_WIDTHS(SUMS_LOOP, sums_float, float)

void set_to_sums_double(
    size_t terms, const double *const *factors, const double *const *x, const size_t *strides,
    size_t rows, size_t columns, double *y, size_t stride) {
  WIDEST_OF_THREE(sums_double, terms, factors, x, strides, rows, columns, y, stride);
}
void set_to_sums_float(
    size_t terms, const float *const *factors, const float *const *x, const size_t *strides,
    size_t rows, size_t columns, float *y, size_t stride) {
  WIDEST_OF_THREE(sums_float, terms, factors, x, strides, rows, columns, y, stride);
}

// Reductions keep one result a lane, so that they need no other order of additions than their own.
#define LANES 16

#define REDUCTION_LOOP(NAME, SCALAR, START, TERM, TAKE)                                            \
  static SCALAR NAME(const SCALAR *x, size_t count, SCALAR divisor) {                              \
    SCALAR parts[LANES];                                                                           \
    for (size_t lane = 0; lane < LANES; lane++) parts[lane] = START;                               \
    size_t i = 0;                                                                                  \
    for (; i + LANES <= count; i += LANES) {                                                       \
      for (size_t lane = 0; lane < LANES; lane++) {                                                \
        const SCALAR term = TERM(x[i + lane], divisor);                                            \
        parts[lane] = TAKE(parts[lane], term);                                                     \
      }                                                                                            \
    }                                                                                              \
    for (size_t lane = 0; i < count; i++, lane++) {                                                \
      const SCALAR term = TERM(x[i], divisor);                                                     \
      parts[lane] = TAKE(parts[lane], term);                                                       \
    }                                                                                              \
    for (size_t width = LANES / 2; width > 0; width /= 2) {                                        \
      for (size_t lane = 0; lane < width; lane++) {                                                \
        parts[lane] = TAKE(parts[lane], parts[lane + width]);                                      \
      }                                                                                            \
    }                                                                                              \
    return parts[0];                                                                               \
  }

#define LARGER(A, B) ((B) > (A) ? (B) : (A))
#define SMALLER(A, B) ((B) < (A) ? (B) : (A))
#define SUM(A, B) ((A) + (B))
#define DOUBLE_MAGNITUDE(X, DIVISOR) fabs(X)
#define FLOAT_MAGNITUDE(X, DIVISOR) fabsf(X)
#define SQUARE(X, DIVISOR) (((X) / (DIVISOR)) * ((X) / (DIVISOR)))

FOR_TWO_WIDTHS(REDUCTION_LOOP, largest_double, double, 0, DOUBLE_MAGNITUDE, LARGER)
FOR_TWO_WIDTHS(REDUCTION_LOOP, largest_float, float, 0, FLOAT_MAGNITUDE, LARGER)
FOR_TWO_WIDTHS(REDUCTION_LOOP, squares_double, double, 0, SQUARE, SUM)
FOR_TWO_WIDTHS(REDUCTION_LOOP, squares_float, float, 0, SQUARE, SUM)

double largest_magnitude_double(const double *x, size_t count) {
  return WIDEST(largest_double, x, count, 1);
}
float largest_magnitude_float(const float *x, size_t count) {
  return WIDEST(largest_float, x, count, 1);
}
double sum_of_squares_double(const double *x, size_t count, double divisor) {
  return WIDEST(squares_double, x, count, divisor);
}
float sum_of_squares_float(const float *x, size_t count, float divisor) {
  return WIDEST(squares_float, x, count, divisor);
}

#define TAKE_IN_RANGE(SCALAR, VALUE)                                                               \
  {                                                                                                \
    const SCALAR value = VALUE, other = value == 0 ? (SCALAR)INFINITY : value;                     \
    least[lane] = SMALLER(least[lane], other);                                                     \
    most[lane] = LARGER(most[lane], value);                                                        \
    zeros[lane] += value * 0;                                                                      \
  }

#define RANGE_LOOP(NAME, SCALAR, ABSOLUTE)                                                         \
  static void NAME(                                                                                \
      const SCALAR *x, size_t count, SCALAR *smallest, SCALAR *largest, SCALAR *sum) {             \
    SCALAR least[LANES], most[LANES] = {0}, zeros[LANES] = {0};                                    \
    for (size_t lane = 0; lane < LANES; lane++) least[lane] = INFINITY;                            \
    size_t i = 0;                                                                                  \
    for (; i + LANES <= count; i += LANES) {                                                       \
      for (size_t lane = 0; lane < LANES; lane++) TAKE_IN_RANGE(SCALAR, ABSOLUTE(x[i + lane]))     \
    }                                                                                              \
    for (size_t lane = 0; i < count; i++, lane++) TAKE_IN_RANGE(SCALAR, ABSOLUTE(x[i]))            \
    for (size_t lane = 1; lane < LANES; lane++) {                                                  \
      least[0] = SMALLER(least[0], least[lane]);                                                   \
      most[0] = LARGER(most[0], most[lane]);                                                       \
      zeros[0] += zeros[lane];                                                                     \
    }                                                                                              \
    *smallest = least[0];                                                                          \
    *largest = most[0];                                                                            \
    *sum = zeros[0];                                                                               \
  }

FOR_THREE_WIDTHS(RANGE_LOOP, range_double, double, fabs)
FOR_THREE_WIDTHS(RANGE_LOOP, range_float, float, fabsf)

void magnitude_range_double(
    const double *x, size_t count, double *smallest, double *largest, double *zeros) {
  WIDEST_OF_THREE(range_double, x, count, smallest, largest, zeros);
}
void magnitude_range_float(
    const float *x, size_t count, float *smallest, float *largest, float *zeros) {
  WIDEST_OF_THREE(range_float, x, count, smallest, largest, zeros);
}

// y -= factor·x, and the largest of what is left as weighted.
#define ELIMINATION_LOOP(NAME, SCALAR, ABSOLUTE)                                                   \
  static SCALAR NAME(                                                                              \
      SCALAR factor, const SCALAR *restrict x, const SCALAR *restrict weights, SCALAR *restrict y, \
      size_t count) {                                                                              \
    SCALAR parts[LANES] = {0};                                                                     \
    size_t i = 0;                                                                                  \
    for (; i + LANES <= count; i += LANES) {                                                       \
      for (size_t lane = 0; lane < LANES; lane++) {                                                \
        y[i + lane] -= factor * x[i + lane];                                                       \
        parts[lane] = LARGER(parts[lane], weights[i + lane] * ABSOLUTE(y[i + lane]));              \
      }                                                                                            \
    }                                                                                              \
    for (size_t lane = 0; i < count; i++, lane++) {                                                \
      y[i] -= factor * x[i];                                                                       \
      parts[lane] = LARGER(parts[lane], weights[i] * ABSOLUTE(y[i]));                              \
    }                                                                                              \
    for (size_t lane = 1; lane < LANES; lane++) parts[0] = LARGER(parts[0], parts[lane]);          \
    return parts[0];                                                                               \
  }

FOR_TWO_WIDTHS(ELIMINATION_LOOP, eliminate_double, double, fabs)
FOR_TWO_WIDTHS(ELIMINATION_LOOP, eliminate_float, float, fabsf)

double eliminate_from_double(
    double factor, const double *x, const double *weights, double *y, size_t count) {
  return WIDEST(eliminate_double, factor, x, weights, y, count);
}
float eliminate_from_float(
    float factor, const float *x, const float *weights, float *y, size_t count) {
  return WIDEST(eliminate_float, factor, x, weights, y, count);
}

// sums[i] += Σ_j factors[j]·a_ij², a few rows at a time.
#define ROW_SQUARES_LOOP(NAME, SCALAR)                                                             \
  static void NAME(                                                                                \
      const SCALAR *restrict a, size_t rows, size_t columns, int is_upper,                         \
      const SCALAR *restrict factors, SCALAR *restrict sums) {                                     \
    for (size_t i = 0; i < rows; i += LANES) {                                                     \
      const size_t height = rows - i < LANES ? rows - i : LANES;                                   \
      SCALAR parts[LANES] = {0};                                                                   \
      for (size_t j = is_upper ? i : 0; j < columns; j++) {                                        \
        const SCALAR *x = a + j * rows + i;                                                        \
        const SCALAR factor = factors[j];                                                          \
        if (height == LANES && (!is_upper || j + 1 >= i + LANES)) {                                \
          for (size_t lane = 0; lane < LANES; lane++) parts[lane] += x[lane] * x[lane] * factor;   \
        } else {                                                                                   \
          const size_t end = is_upper && j + 1 - i < height ? j + 1 - i : height;                  \
          for (size_t lane = 0; lane < end; lane++) parts[lane] += x[lane] * x[lane] * factor;     \
        }                                                                                          \
      }                                                                                            \
      for (size_t lane = 0; lane < height; lane++) sums[i + lane] += parts[lane];                  \
    }                                                                                              \
  }

FOR_THREE_WIDTHS(ROW_SQUARES_LOOP, row_squares_double, double)
FOR_THREE_WIDTHS(ROW_SQUARES_LOOP, row_squares_float, float)

void add_row_squares_double(
    const double *a, size_t rows, size_t columns, int is_upper, const double *factors,
    double *sums) {
  WIDEST_OF_THREE(row_squares_double, a, rows, columns, is_upper, factors, sums);
}
void add_row_squares_float(
    const float *a, size_t rows, size_t columns, int is_upper, const float *factors,
    float *sums) {
  WIDEST_OF_THREE(row_squares_float, a, rows, columns, is_upper, factors, sums);
}

// A register of the widest kind holds so many rows.
#define ROWS 8

// `COUNT` rows from row i on. From the last column: a difference of sums would lose small shares, which
// count where values are large.
#define SHARE_ROWS(SCALAR, COUNT)                                                                  \
  {                                                                                                \
    double lower[ROWS] = {0}, upper[ROWS] = {0}, later[ROWS] = {0};                                \
    for (size_t j = columns; j-- > 0;) {                                                           \
      const double *x = values + j * rows + i;                                                     \
      const SCALAR *part = basis + j * rows + i;                                                   \
      const double decay = j + 1 < columns ? decays[j + 1] : 0;                                    \
      double *smaller = scratch + 2 * j * ROWS, *sum = smaller + ROWS;                             \
      for (size_t lane = 0; lane < (COUNT); lane++) {                                              \
        sum[lane] += lower[lane] * x[lane];                                                        \
        lower[lane] += (double)part[lane] * part[lane];                                            \
      }                                                                                            \
      if (decay > 0) {                                                                             \
        for (size_t lane = 0; lane < (COUNT); lane++) {                                            \
          later[lane] = decay * (later[lane] + x[rows + lane]);                                    \
        }                                                                                          \
      } else {                                                                                     \
        for (size_t lane = 0; lane < (COUNT); lane++) later[lane] = 0;                             \
      }                                                                                            \
      for (size_t lane = 0; lane < (COUNT); lane++) smaller[lane] = later[lane];                   \
    }                                                                                              \
    for (size_t j = 0; j < columns; j++) {                                                         \
      const double *x = values + j * rows + i;                                                     \
      const SCALAR *part = basis + j * rows + i;                                                   \
      const double decay = decays[j];                                                              \
      double *smaller = scratch + 2 * j * ROWS, *sum = smaller + ROWS;                             \
      for (size_t lane = 0; lane < (COUNT); lane++) {                                              \
        upper[lane] = decay * upper[lane] + (double)part[lane] * part[lane];                       \
        sum[lane] += upper[lane] * (x[lane] + smaller[lane]);                                      \
      }                                                                                            \
    }                                                                                              \
  }

#define SHARES_LOOP(NAME, SCALAR)                                                                  \
  static void NAME(                                                                                \
      const double *restrict values, const SCALAR *restrict basis, size_t rows, size_t columns,    \
      const double *restrict decays, double *restrict scratch, double *restrict sums) {            \
    for (size_t k = 0; k < 2 * ROWS * columns; k++) scratch[k] = 0;                                \
    size_t i = 0;                                                                                  \
    for (; i + ROWS <= rows; i += ROWS) SHARE_ROWS(SCALAR, ROWS)                                   \
    const size_t rest = rows - i;                                                                  \
    if (rest > 0) SHARE_ROWS(SCALAR, rest)                                                         \
    for (size_t j = 0; j < columns; j++) {                                                         \
      const double *sum = scratch + 2 * j * ROWS + ROWS;                                           \
      sums[j] = 0;                                                                                 \
      for (size_t lane = 0; lane < ROWS; lane++) sums[j] += sum[lane];                             \
    }                                                                                              \
  }

FOR_THREE_WIDTHS(SHARES_LOOP, shares_double, double)
FOR_THREE_WIDTHS(SHARES_LOOP, shares_float, float)

size_t shares_scratch_count(size_t columns) { return 2 * ROWS * columns; }

void set_to_shares_double(
    const double *values, const double *basis, size_t rows, size_t columns, const double *decays,
    double *scratch, double *sums) {
  WIDEST_OF_THREE(shares_double, values, basis, rows, columns, decays, scratch, sums);
}
void set_to_shares_float(
    const double *values, const float *basis, size_t rows, size_t columns, const double *decays,
    double *scratch, double *sums) {
  WIDEST_OF_THREE(shares_float, values, basis, rows, columns, decays, scratch, sums);
}
