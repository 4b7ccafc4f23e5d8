#include "CVectorMath.h"

#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

void keep_freed_memory(int block, int total) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, block);
  mallopt(M_TRIM_THRESHOLD, total);
#else
  (void)block;
  (void)total;
#endif
}
