#include "CVectorMath.h"

#include <math.h>

// Without contraction results are the same in registers of every width.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#define FOR_EVERY_WIDTH(LOOP, NAME, ...)                                                           \
  __attribute__((target("avx512f"))) LOOP(NAME##_avx512, __VA_ARGS__)                              \
  __attribute__((target("avx2"))) LOOP(NAME##_avx2, __VA_ARGS__)                                   \
  LOOP(NAME##_baseline, __VA_ARGS__)
#define BY_WIDTH(NAME, ...)                                                                        \
  if (__builtin_cpu_supports("avx512f")) {                                                         \
    NAME##_avx512(__VA_ARGS__);                                                                    \
  } else if (__builtin_cpu_supports("avx2")) {                                                     \
    NAME##_avx2(__VA_ARGS__);                                                                      \
  } else {                                                                                         \
    NAME##_baseline(__VA_ARGS__);                                                                  \
  }
#else
#define FOR_EVERY_WIDTH(LOOP, NAME, ...) LOOP(NAME##_baseline, __VA_ARGS__)
#define BY_WIDTH(NAME, ...) NAME##_baseline(__VA_ARGS__);
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

#define SCALED(NAME, SCALAR, ASSIGN)                                                               \
  FOR_EVERY_WIDTH(SCALED_LOOP, NAME, SCALAR, ASSIGN)                                               \
  void NAME(const SCALAR *f, const SCALAR *x, SCALAR *y, size_t count) {                           \
    BY_WIDTH(NAME, f, x, y, count)                                                                 \
  }

#define MAGNITUDE(NAME, SCALAR, ABSOLUTE)                                                          \
  FOR_EVERY_WIDTH(MAGNITUDE_LOOP, NAME, SCALAR, ABSOLUTE)                                          \
  void NAME(SCALAR factor, const SCALAR *x, SCALAR *y, size_t count) {                             \
    BY_WIDTH(NAME, factor, x, y, count)                                                            \
  }

SCALED(set_scaled_double, double, =)
SCALED(set_scaled_float, float, =)
SCALED(add_scaled_double, double, +=)
SCALED(add_scaled_float, float, +=)
MAGNITUDE(raise_to_magnitude_double, double, fabs)
MAGNITUDE(raise_to_magnitude_float, float, fabsf)
