// Includes STEPS for registers of every width up to WIDEST_BYTES, filled with SCALARs.
#if defined(__x86_64__)
#if WIDEST_BYTES == 64
#define WIDTH avx512
#define BYTES 64
#define TARGET __attribute__((target("avx512f,fma")))
#include "Instance.h"
#endif
#define WIDTH avx2
#define BYTES 32
#define TARGET __attribute__((target("avx2,fma")))
#include "Instance.h"
#endif
#define WIDTH baseline
#define BYTES 16
#define TARGET
#include "Instance.h"
#undef SCALAR
