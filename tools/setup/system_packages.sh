#!/usr/bin/env bash
# Install with apt what is missing of QGIS and the virtual screen; do nothing when all is there.
set -euo pipefail

packages=(qgis python3-qgis xvfb openbox fonts-dejavu-core fonts-open-sans python3-venv
  qttools5-dev-tools)

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup: no apt here; install QGIS 3.22 or newer, Xvfb and openbox yourself" >&2
  command -v qgis >/dev/null || exit 1
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  echo "setup: system packages are all there"
  exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: as root, run: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  echo "setup: using sudo to install ${missing[*]}"
  as_root=(sudo)
else
  echo "setup: installing ${missing[*]}"
fi
export DEBIAN_FRONTEND=noninteractive
${as_root[@]+"${as_root[@]}"} apt-get update -q
${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends "${missing[@]}"
