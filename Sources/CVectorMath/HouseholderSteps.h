// Householder reflections for matrices that fit into the caches, where LAPACK's own wait for memory.
// A matrix stands by columns of `stride` entries, aligned to whole vectors and filled up with zeros.

// Columns that share the loads of what they are combined with.
#define GROUP 4

// Numbers below this have few digits when they are multiplied by others.
#define SMALL (sizeof(SCALAR) == sizeof(double) ? (SCALAR)1e-280 : (SCALAR)1e-30)

// The Euclidean norm. Where squares leave the exponent range, of entries relative to the largest.
TARGET static SCALAR NAME(norm)(const SCALAR *x, size_t count) {
  SCALAR parts[LANES] = {0};
  SCALAR squares = 0;
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (size_t k = 0; k < LANES; k++) parts[k] += x[i + k] * x[i + k];
  }
  for (; i < count; i++) squares += x[i] * x[i];
  for (size_t k = 0; k < LANES; k++) squares += parts[k];
  if (squares > SMALL && squares < 1 / SMALL) return sqrt(squares);
  SCALAR largest = 0;
  for (i = 0; i < count; i++) largest = fabs(x[i]) > largest ? fabs(x[i]) : largest;
  if (largest == 0) return 0;
  squares = 0;
  for (i = 0; i < count; i++) squares += (x[i] / largest) * (x[i] / largest);
  return largest * sqrt(squares);
}

// x becomes v, v[0] = 1, with (1 - tau·v·vᵀ)·x = beta·e₀; returns tau. Entries so small that their norm
// would have few digits are made larger before.
TARGET static SCALAR NAME(reflector)(SCALAR *x, size_t count, SCALAR *beta) {
  const SCALAR rest = NAME(norm)(x + 1, count - 1);
  const SCALAR whole = NAME(norm)((const SCALAR[]){x[0], rest}, 2);
  const SCALAR unit = sizeof(SCALAR) == sizeof(double) ? 0x1p+300 : 0x1p+60;
  if (rest != 0 && whole < SMALL) {
    for (size_t i = 0; i < count; i++) x[i] *= unit;
    const SCALAR tau = NAME(reflector)(x, count, beta);
    *beta /= unit;
    return tau;
  }
  const SCALAR alpha = x[0];
  *beta = alpha;
  x[0] = 1;
  if (rest == 0) return 0;
  *beta = alpha < 0 ? whole : -whole;
  for (size_t i = 1; i < count; i++) x[i] /= alpha - *beta;
  return (*beta - alpha) / *beta;
}

// One step of bidiagonalization for `count` columns a: a -= x·u, then a -= tau·(v·a)·v; r is what then
// stands in their row `row`, and z += a·r. Returns Σ (tau·(v·a))².
TARGET INLINE SCALAR NAME(step)(
    SCALAR *a, size_t stride, size_t blocks, size_t row, size_t count, const VECTOR *x,
    const SCALAR *u, const VECTOR *v, SCALAR tau, VECTOR *z, SCALAR *r) {
  VECTOR *columns[GROUP], products[GROUP];
  SCALAR moves[GROUP], factors[GROUP], entries[GROUP], squares = 0;
  for (size_t c = 0; c < count; c++) {
    columns[c] = (VECTOR *)(a + c * stride);
    products[c] = (VECTOR){0};
    moves[c] = u[c];
  }
  for (size_t b = 0; b < blocks; b++) {
    const VECTOR xb = x[b], vb = v[b];
    for (size_t c = 0; c < count; c++) {
      const VECTOR moved = columns[c][b] - xb * moves[c];
      columns[c][b] = moved;
      products[c] += vb * moved;
    }
  }
  for (size_t c = 0; c < count; c++) {
    factors[c] = tau * NAME(sum)(&products[c]);
    entries[c] = r[c] = a[c * stride + row] - factors[c];
    squares += factors[c] * factors[c];
  }
  for (size_t b = 0; b < blocks; b++) {
    const VECTOR vb = v[b];
    VECTOR sum = z[b];
    for (size_t c = 0; c < count; c++) {
      const VECTOR turned = columns[c][b] - vb * factors[c];
      columns[c][b] = turned;
      sum += turned * entries[c];
    }
    z[b] = sum;
  }
  return squares;
}

// The bidiagonal of a matrix of `rows` ≥ `count` columns, which is overwritten. The matrix is gone over
// once a column: the product with the row's reflector is gathered while the column's is applied, since
// it is linear in the row. The reflection I - tau·v·vᵀ of the rows adds up to |v_i|·‖tau·vᵀ·a‖ to row i:
// `mixing` is the most that any of them adds.
TARGET static void NAME(bidiagonalize)(
    SCALAR *a, size_t stride, size_t rows, size_t count, SCALAR *scratch, SCALAR *diagonal,
    SCALAR *superdiagonal, SCALAR *mixing) {
  SCALAR *x = scratch, *v = x + stride, *z = v + stride, *u = z + stride;
  memset(scratch, 0, (3 * stride + count) * sizeof(SCALAR));
  memset(mixing, 0, rows * sizeof(SCALAR));
  for (size_t j = 0; j < count; j++) {
    const size_t start = j / LANES * LANES, blocks = (stride - start) / LANES;
    memset(v + start, 0, (j - start) * sizeof(SCALAR));
    for (size_t i = j; i < rows; i++) v[i] = a[j * stride + i] - x[i] * u[j];
    const SCALAR tau = NAME(reflector)(v + j, rows - j, diagonal + j);
    if (j + 1 == count) return;
    const VECTOR *xs = (const VECTOR *)(x + start), *vs = (const VECTOR *)(v + start);
    VECTOR *zs = (VECTOR *)(z + start);
    // The first column has its own part in the product, with the factor 1 of the reflector.
    SCALAR *next = a + (j + 1) * stride;
    SCALAR pivot;
    SCALAR squares =
        NAME(step)(next + start, stride, blocks, j - start, 1, xs, u + j + 1, vs, tau, zs, &pivot);
    memset(zs, 0, blocks * sizeof(VECTOR));
    size_t c = j + 2;
    for (; c + GROUP <= count; c += GROUP) {
      squares += NAME(step)(
          a + c * stride + start, stride, blocks, j - start, GROUP, xs, u + c, vs, tau, zs, u + c);
    }
    for (; c < count; c++) {
      squares += NAME(step)(
          a + c * stride + start, stride, blocks, j - start, 1, xs, u + c, vs, tau, zs, u + c);
    }
    const SCALAR size = sqrt(squares);
    for (size_t i = j; i < rows; i++) {
      const SCALAR added = fabs(v[i]) * size;
      mixing[i] = added > mixing[i] ? added : mixing[i];
    }
    u[j + 1] = pivot;
    const SCALAR sigma = NAME(reflector)(u + j + 1, count - j - 1, superdiagonal + j);
    SCALAR divisor = sigma == 0 ? 1 : pivot - superdiagonal[j];
    if (fabs(divisor) < SMALL) {
      // The product with the entries themselves has few digits; that with the reflector has all.
      divisor = 1;
      memset(z + start, 0, (stride - start) * sizeof(SCALAR));
      for (c = j + 2; c < count; c++) {
        for (size_t i = j + 1; i < rows; i++) z[i] += a[c * stride + i] * u[c];
      }
    }
    memset(x + start, 0, (j + 1 - start) * sizeof(SCALAR));
    for (size_t i = j + 1; i < rows; i++) x[i] = sigma * (z[i] / divisor + next[i]);
  }
}

// The numbers of reflections at once, and of columns that they turn: what the registers hold.
#define PANEL 4
#define TURNED (BYTES == 64 ? 4 : 2)

// a -= tau_k·(v_k·a)·v_k for the reflections k one after the other, of `count` columns a; v_k stand `stride` apart,
// and cross[k][l] = v_k·v_l for l < k.
TARGET INLINE void NAME(turn)(
    SCALAR *a, size_t stride, size_t blocks, size_t count, const SCALAR *v, size_t reflections,
    const SCALAR *tau, const SCALAR cross[PANEL][PANEL]) {
  VECTOR *columns[TURNED], products[TURNED][PANEL];
  const VECTOR *vs[PANEL];
  SCALAR factors[TURNED][PANEL];
  for (size_t k = 0; k < reflections; k++) vs[k] = (const VECTOR *)(v + k * stride);
  for (size_t c = 0; c < count; c++) {
    columns[c] = (VECTOR *)(a + c * stride);
    for (size_t k = 0; k < reflections; k++) products[c][k] = (VECTOR){0};
  }
  for (size_t b = 0; b < blocks; b++) {
    for (size_t c = 0; c < count; c++) {
      const VECTOR entries = columns[c][b];
      for (size_t k = 0; k < reflections; k++) products[c][k] += vs[k][b] * entries;
    }
  }
  for (size_t c = 0; c < count; c++) {
    for (size_t k = 0; k < reflections; k++) {
      SCALAR product = NAME(sum)(&products[c][k]);
      for (size_t l = 0; l < k; l++) product -= factors[c][l] * cross[k][l];
      factors[c][k] = tau[k] * product;
    }
  }
  for (size_t b = 0; b < blocks; b++) {
    for (size_t c = 0; c < count; c++) {
      VECTOR entries = columns[c][b];
      for (size_t k = 0; k < reflections; k++) entries -= vs[k][b] * factors[c][k];
      columns[c][b] = entries;
    }
  }
}

// The matrix becomes its R above the diagonal, which is put into `diagonal`. It is gone over once for
// every PANEL columns.
TARGET static void NAME(triangularize)(
    SCALAR *a, size_t stride, size_t rows, size_t count, SCALAR *scratch, SCALAR *diagonal) {
  SCALAR *v = scratch;
  const size_t rank = rows < count ? rows : count;
  for (size_t j = 0; j < rank; j += PANEL) {
    const size_t start = j / LANES * LANES, blocks = (stride - start) / LANES;
    const size_t end = j + PANEL < count ? j + PANEL : count;
    SCALAR tau[PANEL] = {0}, cross[PANEL][PANEL] = {{0}};
    memset(v, 0, PANEL * stride * sizeof(SCALAR));
    for (size_t i = j; i < end && i < rank; i++) {
      const size_t k = i - j;
      SCALAR *vk = v + k * stride;
      memcpy(vk + i, a + i * stride + i, (rows - i) * sizeof(SCALAR));
      tau[k] = NAME(reflector)(vk + i, rows - i, diagonal + i);
      for (size_t c = i + 1; c < end; c++) {
        NAME(turn)(a + c * stride + start, stride, blocks, 1, vk + start, 1, tau + k, cross);
      }
      const VECTOR *left = (const VECTOR *)(vk + start);
      for (size_t l = 0; l < k; l++) {
        const VECTOR *right = (const VECTOR *)(v + l * stride + start);
        VECTOR products = {0};
        for (size_t b = 0; b < blocks; b++) products += left[b] * right[b];
        cross[k][l] = NAME(sum)(&products);
      }
    }
    size_t c = end;
    for (; c + TURNED <= count; c += TURNED) {
      NAME(turn)(a + c * stride + start, stride, blocks, TURNED, v + start, PANEL, tau, cross);
    }
    for (; c < count; c++) {
      NAME(turn)(a + c * stride + start, stride, blocks, 1, v + start, PANEL, tau, cross);
    }
  }
}
