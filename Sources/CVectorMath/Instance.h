// Includes STEPS for one SCALAR and WIDTH: NAME(part) is part_double_avx2, VECTOR a register of BYTES with
// LANES SCALARs, and TARGET stands before every function.

#define PASTED(PART, SCALAR, WIDTH) PART##_##SCALAR##_##WIDTH
#define EXPANDED(PART, SCALAR, WIDTH) PASTED(PART, SCALAR, WIDTH)
#define NAME(PART) EXPANDED(PART, SCALAR, WIDTH)
#define VECTOR NAME(vector)
#define LANES (BYTES / sizeof(SCALAR))
#define INLINE static inline __attribute__((always_inline))

typedef SCALAR VECTOR __attribute__((vector_size(BYTES), may_alias));

// The sum of the lanes, by halves.
TARGET INLINE SCALAR NAME(sum)(const VECTOR *vector) {
  typedef SCALAR quarter __attribute__((vector_size(16)));
  quarter parts[BYTES / 16];
  memcpy(parts, vector, BYTES);
  for (size_t count = BYTES / 32; count > 0; count /= 2) {
    for (size_t i = 0; i < count; i++) parts[i] += parts[i + count];
  }
  SCALAR sum = parts[0][0];
  for (size_t lane = 1; lane < 16 / sizeof(SCALAR); lane++) sum += parts[0][lane];
  return sum;
}

#include STEPS

#undef TARGET
#undef BYTES
#undef WIDTH
