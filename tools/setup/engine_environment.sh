#!/usr/bin/env bash
# Make the engine's environment: engine_environment.sh PYTHON FOLDER TORCH ACCELERATOR
set -euo pipefail
python=$1 folder=$2 torch=$3 accelerator=$4
cpu_index=https://download.pytorch.org/whl/cpu

echo "setup: $folder ($torch, rasterio; no qgis)"
"$python" -m venv "$folder"
install() { "$folder/bin/python" -m pip install -q --disable-pip-version-check "$@"; }

# torch first and alone: should its pin not be found, nothing else may pull another build.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! install "$torch" 2>"$log"; then
  if [[ $accelerator == cpu ]] && grep -q 'No matching distribution' "$log"; then
    echo "setup: $torch is not in the package index; asking $cpu_index too"
    install --extra-index-url "$cpu_index" "$torch"
  else
    cat "$log" >&2
    exit 1
  fi
fi
install "$torch" -r requirements/engine.txt -r requirements/engine-dev.txt

"$folder/bin/python" - "$accelerator" <<'PY'
import sys

import rasterio, safetensors, scipy, torch, tqdm  # noqa

wanted, cuda = sys.argv[1], torch.version.cuda
if wanted == "cpu" and cuda is not None:
    sys.exit(f"setup: a CUDA build of torch ({cuda}) was installed where the CPU build was asked for")
if wanted == "cuda" and cuda is None:
    sys.exit("setup: the CPU build of torch was installed where the CUDA build was asked for")
print(f"setup: torch {torch.__version__}, rasterio {rasterio.__version__}")
PY
