#!/usr/bin/env bash
# Writes the numbers and notebooks of all demonstrations and of the example model, and runs them.
set -euo pipefail
cd "$(dirname "$0")"

rjac=$1
venv=../.venv-notebooks

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check \
  nbclient nbformat ipykernel pandas matplotlib

for name in $("$rjac" experiment --list | grep '^[a-z]'); do
  "$rjac" experiment "$name" --output .
done
"$rjac" demo --output .
for name in silero_vad silero_vad_map; do
  "$rjac" notebook "$name.csv" --output "$name.ipynb"
done
"$venv/bin/python" run.py ./*.ipynb
