#include "CVectorMath.h"
#include "Widths.h"

#include <stdint.h>
#include <string.h>
#include <tgmath.h>

#define STEPS "HouseholderSteps.h"
#define WIDEST_BYTES 64
#define SCALAR double
#include "Instances.h"
#define SCALAR float
#include "Instances.h"

#define CACHE_LINE 64

// Whole vectors, and columns that do not all fall upon the same places of the cache.
static size_t stride_of(size_t rows, size_t size) {
  const size_t lanes = CACHE_LINE / size;
  const size_t stride = (rows + lanes - 1) / lanes * lanes;
  return stride % (8 * lanes) == 0 ? stride + lanes : stride;
}

size_t householder_scratch_count(size_t rows, size_t columns, size_t size) {
  return stride_of(rows, size) * (columns + 4) + 2 * columns + CACHE_LINE / size;
}

#define ON_COPY(SCALAR)                                                                            \
  static SCALAR *copy_##SCALAR(                                                                    \
      const SCALAR *a, size_t rows, size_t columns, size_t stride, SCALAR *scratch) {              \
    const uintptr_t place = ((uintptr_t)scratch + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;       \
    SCALAR *copy = (SCALAR *)place;                                                                \
    for (size_t j = 0; j < columns; j++) {                                                         \
      memcpy(copy + j * stride, a + j * rows, rows * sizeof(SCALAR));                              \
      memset(copy + j * stride + rows, 0, (stride - rows) * sizeof(SCALAR));                       \
    }                                                                                              \
    return copy;                                                                                   \
  }                                                                                                \
  void bidiagonalize_##SCALAR(                                                                     \
      const SCALAR *a, size_t rows, size_t columns, SCALAR *scratch, SCALAR *diagonal,             \
      SCALAR *superdiagonal, SCALAR *mixing) {                                                     \
    const size_t stride = stride_of(rows, sizeof(SCALAR));                                         \
    SCALAR *copy = copy_##SCALAR(a, rows, columns, stride, scratch);                               \
    SCALAR *rest = copy + stride * columns;                                                        \
    WIDEST_OF_THREE(bidiagonalize_##SCALAR, copy, stride, rows, columns, rest, diagonal, superdiagonal,     \
           mixing);                                                                                \
  }                                                                                                \
  void triangularize_##SCALAR(                                                                     \
      const SCALAR *a, size_t rows, size_t columns, SCALAR *scratch, SCALAR *r) {                  \
    const size_t stride = stride_of(rows, sizeof(SCALAR));                                         \
    const size_t rank = rows < columns ? rows : columns;                                           \
    SCALAR *copy = copy_##SCALAR(a, rows, columns, stride, scratch);                               \
    SCALAR *rest = copy + stride * columns, *diagonal = rest + 4 * stride;                         \
    WIDEST_OF_THREE(triangularize_##SCALAR, copy, stride, rows, columns, rest, diagonal);                   \
    for (size_t j = 0; j < columns; j++) {                                                         \
      const size_t above = j < rank ? j : rank;                                                    \
      memcpy(r + j * rank, copy + j * stride, above * sizeof(SCALAR));                             \
      memset(r + j * rank + above, 0, (rank - above) * sizeof(SCALAR));                            \
      if (j < rank) r[j + j * rank] = diagonal[j];                                                 \
    }                                                                                              \
  }

ON_COPY(double)
ON_COPY(float)
