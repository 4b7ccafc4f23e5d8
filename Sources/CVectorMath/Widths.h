// Calls of a function compiled for AVX2, with FMA or without it, NAME_avx2, where the processor has both,
// else of NAME_baseline; WIDEST_OF_THREE also knows NAME_avx512.

// In bytes, no wider than that: `make test-registers` builds for less, and tests what other processors run.
#ifndef WIDEST_REGISTERS
#define WIDEST_REGISTERS 64
#endif

#if defined(__x86_64__)
#define HAS_AVX512 (WIDEST_REGISTERS >= 64 && __builtin_cpu_supports("avx512f"))
#define HAS_AVX2                                                                                   \
  (WIDEST_REGISTERS >= 32 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#define WIDEST(NAME, ...) (HAS_AVX2 ? NAME##_avx2(__VA_ARGS__) : NAME##_baseline(__VA_ARGS__))
#define WIDEST_OF_THREE(NAME, ...)                                                                 \
  (HAS_AVX512 ? NAME##_avx512(__VA_ARGS__) : WIDEST(NAME, __VA_ARGS__))
#else
#define WIDEST(NAME, ...) NAME##_baseline(__VA_ARGS__)
#define WIDEST_OF_THREE(NAME, ...) NAME##_baseline(__VA_ARGS__)
#endif
