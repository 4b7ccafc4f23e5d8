// Calls of a function compiled for AVX2 with FMA, NAME_avx2, where the processor has them, else of
// NAME_baseline; WIDEST_OF_THREE also knows NAME_avx512.
#if defined(__x86_64__)
#define WIDEST(NAME, ...)                                                                          \
  (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? NAME##_avx2(__VA_ARGS__)      \
                                                                   : NAME##_baseline(__VA_ARGS__))
#define WIDEST_OF_THREE(NAME, ...)                                                                 \
  (__builtin_cpu_supports("avx512f") ? NAME##_avx512(__VA_ARGS__) : WIDEST(NAME, __VA_ARGS__))
#else
#define WIDEST(NAME, ...) NAME##_baseline(__VA_ARGS__)
#define WIDEST_OF_THREE(NAME, ...) NAME##_baseline(__VA_ARGS__)
#endif
