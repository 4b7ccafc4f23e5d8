// A matrix A by panels of few columns, for matrices that a cache has to be filled with anew each time.
// All columns stand without gaps.

// What the registers hold: sums for GROUP columns of A with DOTS of a panel, or for STACK vectors of
// rows of WIDE columns.
#define GROUP 4
#define DOTS (BYTES == 64 ? 4 : 2)
#define STACK 2
#define WIDE (BYTES == 64 ? 8 : 4)

// y = Aᵀ·x - factors·y for `count` columns of x; y has a row for each column of A.
TARGET INLINE void NAME(there)(
    const SCALAR *a, size_t rows, size_t columns, const SCALAR *x, size_t count,
    const SCALAR *factors, SCALAR *y, size_t stride) {
  VECTOR sums[GROUP][DOTS];
  for (size_t i = 0; i < columns; i++) {
    for (size_t j = 0; j < count; j++) sums[i][j] = (VECTOR){0};
  }
  size_t row = 0;
  for (; row + LANES <= rows; row += LANES) {
    VECTOR entries[GROUP];
    for (size_t i = 0; i < columns; i++) {
      memcpy(&entries[i], a + i * rows + row, BYTES);
      __builtin_prefetch(a + (i + columns) * rows + row);
    }
    for (size_t j = 0; j < count; j++) {
      VECTOR xj;
      memcpy(&xj, x + j * rows + row, BYTES);
      for (size_t i = 0; i < columns; i++) sums[i][j] += entries[i] * xj;
    }
  }
  for (size_t j = 0; j < count; j++) {
    for (size_t i = 0; i < columns; i++) {
      SCALAR sum = NAME(sum)(&sums[i][j]);
      for (size_t k = row; k < rows; k++) sum += a[i * rows + k] * x[j * rows + k];
      y[j * stride + i] = sum - factors[j] * y[j * stride + i];
    }
  }
}

TARGET INLINE void NAME(all_there)(
    const SCALAR *a, size_t rows, size_t columns, const SCALAR *x, size_t count,
    const SCALAR *factors, SCALAR *y, size_t stride) {
  size_t j = 0;
  for (; j + DOTS <= count; j += DOTS) {
    NAME(there)(a, rows, columns, x + j * rows, DOTS, factors + j, y + j * stride, stride);
  }
  for (; j < count; j++) {
    NAME(there)(a, rows, columns, x + j * rows, 1, factors + j, y + j * stride, stride);
  }
}

// z += A·y for `count` columns and STACK vectors of rows, of which the first `known` stay as they are.
TARGET INLINE void NAME(back)(
    const SCALAR *a, size_t rows, size_t columns, const SCALAR *y, size_t stride, size_t count,
    SCALAR *z, size_t known) {
  VECTOR sums[WIDE][STACK];
  for (size_t j = 0; j < count; j++) memcpy(sums[j], z + j * rows, sizeof sums[j]);
  for (size_t k = 0; k < columns; k++) {
    VECTOR entries[STACK];
    memcpy(entries, a + k * rows, sizeof entries);
    for (size_t j = 0; j < count; j++) {
      const SCALAR factor = y[j * stride + k];
      for (size_t i = 0; i < STACK; i++) sums[j][i] += entries[i] * factor;
    }
  }
  for (size_t j = 0; j < count; j++) {
    if (known == 0) {
      memcpy(z + j * rows, sums[j], sizeof sums[j]);
    } else {
      SCALAR parts[STACK * LANES];
      memcpy(parts, sums[j], sizeof parts);
      memcpy(z + j * rows + known, parts + known, (STACK * LANES - known) * sizeof(SCALAR));
    }
  }
}

// The same for all rows.
TARGET INLINE void NAME(all_back)(
    const SCALAR *a, size_t rows, size_t columns, const SCALAR *y, size_t stride, size_t count,
    SCALAR *z) {
  const size_t height = STACK * LANES;
  size_t row = 0;
  for (; row + height <= rows; row += height) {
    NAME(back)(a + row, rows, columns, y, stride, count, z + row, 0);
  }
  if (row == rows) return;
  if (rows >= height) {
    const size_t last = rows - height;
    NAME(back)(a + last, rows, columns, y, stride, count, z + last, row - last);
    return;
  }
  for (size_t j = 0; j < count; j++) {
    for (size_t k = 0; k < columns; k++) {
      for (size_t i = 0; i < rows; i++) z[j * rows + i] += a[k * rows + i] * y[j * stride + k];
    }
  }
}

// A is taken by so few columns at a time that they are still in the cache on the way back.
TARGET static void NAME(there_and_back)(
    const SCALAR *a, size_t rows, size_t columns, const SCALAR *x, size_t count,
    const SCALAR *factors, SCALAR *y, SCALAR *z) {
  memset(z, 0, rows * count * sizeof(SCALAR));
  const size_t groups = BLOCK_BYTES / (GROUP * rows * sizeof(SCALAR));
  const size_t most = GROUP * (groups > 1 ? groups : 1);
  for (size_t first = 0; first < columns; first += most) {
    const size_t width = columns - first < most ? columns - first : most;
    const SCALAR *block = a + first * rows;
    SCALAR *part = y + first;
    size_t i = 0;
    for (; i + GROUP <= width; i += GROUP) {
      NAME(all_there)(block + i * rows, rows, GROUP, x, count, factors, part + i, columns);
    }
    for (; i < width; i++) {
      NAME(all_there)(block + i * rows, rows, 1, x, count, factors, part + i, columns);
    }
    for (size_t j = 0; j < count;) {
      // As even as it goes.
      const size_t rest = count - j, parts = (rest + WIDE - 1) / WIDE;
      const size_t here = (rest + parts - 1) / parts;
      const SCALAR *yj = part + j * columns;
      SCALAR *zj = z + j * rows;
      switch (here) {
        case 1: NAME(all_back)(block, rows, width, yj, columns, 1, zj); break;
        case 2: NAME(all_back)(block, rows, width, yj, columns, 2, zj); break;
        case 3: NAME(all_back)(block, rows, width, yj, columns, 3, zj); break;
        case 4: NAME(all_back)(block, rows, width, yj, columns, 4, zj); break;
#if BYTES == 64
        case 5: NAME(all_back)(block, rows, width, yj, columns, 5, zj); break;
        case 6: NAME(all_back)(block, rows, width, yj, columns, 6, zj); break;
        case 7: NAME(all_back)(block, rows, width, yj, columns, 7, zj); break;
        case 8: NAME(all_back)(block, rows, width, yj, columns, 8, zj); break;
#endif
      }
      j += here;
    }
  }
}
