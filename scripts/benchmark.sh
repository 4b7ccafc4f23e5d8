#!/usr/bin/env bash
# The benchmark in Swift, then the same jobs by hand in NumPy. OpenBLAS chooses its kernels itself.
set -euo pipefail
cd "$(dirname "$0")/.."
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

swift run -c release --package-path Benchmarks Benchmarks

python=python3
if ! "$python" -c 'import numpy' 2> /dev/null; then
  echo "NumPy is not installed; putting it into .venv."
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/python -m pip install --quiet numpy
  python=.venv/bin/python
fi
echo "The same by hand in NumPy:"
"$python" Benchmarks/numpy_by_hand.py
