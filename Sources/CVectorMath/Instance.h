// Includes STEPS for one SCALAR and WIDTH: NAME(part) is part_double_avx2, VECTOR a register of BYTES with
// LANES SCALARs, and TARGET stands before every function.

#define PASTED(PART, SCALAR, WIDTH) PART##_##SCALAR##_##WIDTH
#define EXPANDED(PART, SCALAR, WIDTH) PASTED(PART, SCALAR, WIDTH)
#define NAME(PART) EXPANDED(PART, SCALAR, WIDTH)
#define VECTOR NAME(vector)
#define LANES (BYTES / sizeof(SCALAR))
#define INLINE static inline __attribute__((always_inline))

typedef SCALAR VECTOR __attribute__((vector_size(BYTES), may_alias));

TARGET static inline SCALAR NAME(sum)(const VECTOR *vector) {
  SCALAR parts[LANES];
  memcpy(parts, vector, sizeof parts);
  for (size_t width = LANES / 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; i++) parts[i] += parts[i + width];
  }
  return parts[0];
}

#include STEPS

#undef TARGET
#undef BYTES
#undef WIDTH
