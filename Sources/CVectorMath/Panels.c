#include "CVectorMath.h"
#include "Widths.h"

#include <string.h>

// What stays in a second-level cache beside the panels.
#define BLOCK_BYTES (1 << 17)

#define STEPS "PanelSteps.h"
#define WIDEST_BYTES 64
#define SCALAR double
#include "Instances.h"
#define SCALAR float
#include "Instances.h"

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
