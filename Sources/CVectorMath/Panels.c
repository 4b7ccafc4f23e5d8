#include "CVectorMath.h"
#include "Widths.h"

#include <string.h>

// What stays in a second-level cache beside the panels.
#define BLOCK_BYTES (1 << 17)

#define SCALAR double
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f,fma")))
#define BYTES 64
#define NAME(PART) PART##_double_avx512
#include "PanelSteps.h"
#define TARGET __attribute__((target("avx2,fma")))
#define BYTES 32
#define NAME(PART) PART##_double_avx2
#include "PanelSteps.h"
#endif
#define TARGET
#define BYTES 16
#define NAME(PART) PART##_double_baseline
#include "PanelSteps.h"
#undef SCALAR

#define SCALAR float
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f,fma")))
#define BYTES 64
#define NAME(PART) PART##_float_avx512
#include "PanelSteps.h"
#define TARGET __attribute__((target("avx2,fma")))
#define BYTES 32
#define NAME(PART) PART##_float_avx2
#include "PanelSteps.h"
#endif
#define TARGET
#define BYTES 16
#define NAME(PART) PART##_float_baseline
#include "PanelSteps.h"

void multiply_there_and_back_double(
    const double *a, size_t rows, size_t columns, const double *x, size_t count,
    const double *factors, double *y, double *z) {
  WIDEST_OF_THREE(there_and_back_double, a, rows, columns, x, count, factors, y, z);
}
void multiply_there_and_back_float(
    const float *a, size_t rows, size_t columns, const float *x, size_t count,
    const float *factors, float *y, float *z) {
  WIDEST_OF_THREE(there_and_back_float, a, rows, columns, x, count, factors, y, z);
}
