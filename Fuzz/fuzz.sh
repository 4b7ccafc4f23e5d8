#!/usr/bin/env bash
# Feeds damaged files to readers, FUZZ_SECONDS each (60 if not set; at 0 it is only built, unoptimized); the seeds
# are the fixtures of the tests. Arguments are formats; if there are none, all of them but h5, since damaged files
# break the HDF5 library itself. What was found is kept in Fuzz/.build/corpus, a file that breaks a reader in
# Fuzz/.build.
set -euo pipefail
cd "$(dirname "$0")"

# Otherwise files that are new in the package above go unnoticed.
touch Package.swift
options=(-c release -Xswiftc -use-ld=lld -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing)
if pkg-config --exists hdf5 2> /dev/null; then options+=(--traits HDF5); fi
seconds=${FUZZ_SECONDS:-60}
if [ "$seconds" = 0 ]; then
  "${SWIFT:-swift}" build "${options[@]}" -Xswiftc -Onone
  exit
fi
"${SWIFT:-swift}" build "${options[@]}"
fuzz=$("${SWIFT:-swift}" build "${options[@]}" --show-bin-path)/Fuzz

formats=("$@")
[ ${#formats[@]} -gt 0 ] || formats=(csv index keras npy npz onnx pickle pt safetensors)
for format in "${formats[@]}"; do
  corpus=.build/corpus/$format
  mkdir -p "$corpus"
  python3 seeds.py "$format" "$corpus"
  echo "== $format"
  # The HDF5 library keeps lists of its own and forgets some things when it fails.
  leaks=1
  [ "$format" != h5 ] || leaks=0
  # The interpreter of crashes would hide them from libFuzzer.
  SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=$leaks "$fuzz" "$format" \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=32768 \
    -artifact_prefix=.build/ -print_final_stats=1 -verbosity=0 "$corpus"
done
