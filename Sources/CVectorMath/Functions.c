#include "CVectorMath.h"
#include "Widths.h"

#include <math.h>

// Glibc's libmvec has exp and tanh for whole vector registers since 2.35; it comes with libm.
#if defined(__x86_64__) && defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 35)
#define HAVE_LIBMVEC 1
#endif
#endif

#ifdef HAVE_LIBMVEC

#include <immintrin.h>
#include <string.h>

// A remainder goes through the same routine as the rest, filled up with zeros.
#define EACH_REGISTER(NAME, SCALAR, REGISTER, FEATURE, ROUTINE)                                    \
  __attribute__((target(FEATURE))) REGISTER ROUTINE(REGISTER);                                     \
  __attribute__((target(FEATURE))) static void NAME(const SCALAR *x, SCALAR *y, size_t count) {    \
    const size_t lanes = sizeof(REGISTER) / sizeof(SCALAR);                                        \
    size_t i = 0;                                                                                  \
    for (; i + lanes <= count; i += lanes) {                                                       \
      REGISTER values;                                                                             \
      memcpy(&values, x + i, sizeof values);                                                       \
      values = ROUTINE(values);                                                                    \
      memcpy(y + i, &values, sizeof values);                                                       \
    }                                                                                              \
    if (i < count) {                                                                               \
      REGISTER values = {0};                                                                       \
      memcpy(&values, x + i, (count - i) * sizeof(SCALAR));                                        \
      values = ROUTINE(values);                                                                    \
      memcpy(y + i, &values, (count - i) * sizeof(SCALAR));                                        \
    }                                                                                              \
  }

EACH_REGISTER(exp_double_avx512, double, __m512d, "avx512f", _ZGVeN8v_exp)
EACH_REGISTER(tanh_double_avx512, double, __m512d, "avx512f", _ZGVeN8v_tanh)
EACH_REGISTER(exp_float_avx512, float, __m512, "avx512f", _ZGVeN16v_expf)
EACH_REGISTER(tanh_float_avx512, float, __m512, "avx512f", _ZGVeN16v_tanhf)
EACH_REGISTER(exp_double_avx2, double, __m256d, "avx2", _ZGVdN4v_exp)
EACH_REGISTER(tanh_double_avx2, double, __m256d, "avx2", _ZGVdN4v_tanh)
EACH_REGISTER(exp_float_avx2, float, __m256, "avx2", _ZGVdN8v_expf)
EACH_REGISTER(tanh_float_avx2, float, __m256, "avx2", _ZGVdN8v_tanhf)

#define USE_REGISTERS(FUNCTION, SCALAR)                                                            \
  if (HAS_AVX512) {                                                                                \
    FUNCTION##_##SCALAR##_avx512(x, y, count);                                                     \
    return;                                                                                        \
  }                                                                                                \
  if (HAS_AVX2) {                                                                                  \
    FUNCTION##_##SCALAR##_avx2(x, y, count);                                                       \
    return;                                                                                        \
  }

#else
#define USE_REGISTERS(FUNCTION, SCALAR)
#endif

#define EACH(FUNCTION, SCALAR, ROUTINE)                                                            \
  void FUNCTION##_each_##SCALAR(const SCALAR *x, SCALAR *y, size_t count) {                        \
    USE_REGISTERS(FUNCTION, SCALAR)                                                                \
    for (size_t i = 0; i < count; i++) y[i] = ROUTINE(x[i]);                                       \
  }

EACH(exp, double, exp)
EACH(tanh, double, tanh)
EACH(exp, float, expf)
EACH(tanh, float, tanhf)
