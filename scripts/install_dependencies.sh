#!/usr/bin/env bash
# Installs the system libraries and tools that are missing, by apt where there is one; elsewhere it
# says what to install.
set -euo pipefail

packages=(libopenblas-dev liblapacke-dev libssl-dev gnuplot-nox fonts-dejavu-core)

if ! command -v apt-get > /dev/null; then
  missing=()
  command -v gnuplot > /dev/null || missing+=(gnuplot)
  if command -v pkg-config > /dev/null; then
    pkg-config --exists openblas || missing+=(openblas lapack)
    pkg-config --exists libcrypto || missing+=(openssl)
  else
    missing+=(pkg-config openblas lapack openssl)
  fi
  if [ ${#missing[@]} -gt 0 ]; then
    echo "Not found: ${missing[*]}. If the build or the demo fails, install them, for example:" >&2
    echo "  brew install ${missing[*]}" >&2
  fi
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "Missing: ${missing[*]}. As root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "Installing ${missing[*]} by apt-get."
${as_root[@]+"${as_root[@]}"} apt-get update -qq
${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}"
