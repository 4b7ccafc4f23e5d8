// The kernels of OpenBLAS on processors that it does not know.
//
// OpenBLAS chooses them by the processor's model. Of a model newer than itself it knows nothing and takes those
// of 2004 (Prescott), a quarter as fast as what the processor has: Debian 12's does so on Intel's of 2023.
// What the processor can do says more, and is asked here, once, before anything is computed.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)

// What OpenBLAS falls back to.
static int is_fallback(const char *kernel) {
  static const char *const names[] = {"Prescott", "Core2", "Nehalem", "Sandybridge", "Barcelona"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(kernel, names[i]) == 0) return 1;
  }
  return 0;
}

// Kernels for the registers that the processor has; NULL where a fallback is as good.
static const char *kernel_of_registers(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return NULL;
  const int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512vl");
  return has_avx512 ? "SkylakeX" : "Haswell";
}

// Runs when the program is loaded, after OpenBLAS has made its choice. That of OPENBLAS_CORETYPE stands, and
// so does any of an OpenBLAS that has one kind of kernels only.
__attribute__((constructor)) static void choose_kernels(void) {
  const char *name = "OPENBLAS_CORETYPE";
  char *(*chosen)(void) = (char *(*)(void))dlsym(RTLD_DEFAULT, "openblas_get_corename");
  void (*forget)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "gotoblas_dynamic_quit");
  void (*choose)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "gotoblas_dynamic_init");
  if (!chosen || !forget || !choose || getenv(name) || !is_fallback(chosen())) return;
  const char *kernel = kernel_of_registers();
  if (!kernel || setenv(name, kernel, 1) != 0) return;
  forget();
  choose();
  unsetenv(name);
}

#endif
