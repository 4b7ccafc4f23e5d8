// Calls of a function compiled for AVX2 with FMA, NAME_avx2, where the processor has them, else of
// NAME_baseline.
#if defined(__x86_64__)
#define WIDEST(NAME, ...)                                                                          \
  (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? NAME##_avx2(__VA_ARGS__)      \
                                                                   : NAME##_baseline(__VA_ARGS__))
#else
#define WIDEST(NAME, ...) NAME##_baseline(__VA_ARGS__)
#endif
