// The calls as HDF5 1.10 has them, also where the library is newer.
#define H5_USE_110_API
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdbool.h>
#include <string.h>

// Macros that Swift cannot see.

static inline hid_t hdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t hdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t hdf5_all(void) { return H5S_ALL; }

// How a dataset is opened without a cache of its chunks, in which one takes the room that the file says;
// to be closed.
static inline hid_t hdf5_uncached(void) {
  hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
  if (access >= 0) H5Pset_chunk_cache(access, 0, 0, 1);
  return access;
}

// Errors are returned, not printed.
static inline void hdf5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

// Opens a file that lies in memory, which must outlive it and is not written to.
static inline hid_t hdf5_open_image(const void *bytes, size_t count) {
  return H5LTopen_file_image(
      (void *)bytes, count, H5LT_FILE_IMAGE_DONT_COPY | H5LT_FILE_IMAGE_DONT_RELEASE);
}

// Where an object stands in its file; HADDR_UNDEF if it cannot be read.
static inline haddr_t hdf5_address(hid_t object) {
  H5O_info_t info;
  return H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0 ? HADDR_UNDEF : info.addr;
}

// Calls `body` for each link of a group until it returns something else than 0.
static inline herr_t hdf5_for_each_link(hid_t group, H5L_iterate_t body, void *context) {
  hsize_t index = 0;
  return H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, &index, body, context);
}

// Whether a heap, of the names of a group or of attributes, passes filters, which unpack it to any size. Behind its
// mark and a 0 stand two lengths of two bytes each: of the numbers of entries, and of what says the filters.
static inline bool hdf5_has_filtered_heap(const void *bytes, size_t count) {
  const unsigned char *rest = (const unsigned char *)bytes, *end = rest + count;
  while (end - rest >= 9 && (rest = memchr(rest, 'F', end - rest - 8))) {
    if (memcmp(rest, "FRHP", 5) == 0 && (rest[7] | rest[8])) return true;
    ++rest;
  }
  return false;
}
