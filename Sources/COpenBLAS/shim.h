// OpenBLAS's CBLAS and thread control, and LAPACKE. Complex types are not used here; the two
// definitions keep C99 complex numbers, which Swift cannot import, out of the header.
#define HAVE_LAPACK_CONFIG_H 1
#define LAPACK_COMPLEX_STRUCTURE 1
#include <cblas.h>
#include <lapacke.h>
