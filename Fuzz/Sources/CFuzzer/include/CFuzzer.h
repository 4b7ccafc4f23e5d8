#include <stddef.h>
#include <stdint.h>

/// The entry of libFuzzer for programs with a main function of their own.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *bytes, size_t count));
