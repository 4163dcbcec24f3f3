#!/usr/bin/env bash
# Make the engine's environment: engine_environment.sh PYTHON FOLDER TORCH ACCELERATOR
# The plugin's own set-up does the work; what developers need besides comes on top.
set -euo pipefail
python=$1 folder=$2 torch=$3 accelerator=$4

echo "setup: $folder ($torch, rasterio; no qgis)"
"$python" -m segcr_qgis.environments --engine "$accelerator" --python "$python" \
  --folder "$folder" --requirement "$torch"
"$folder/bin/python" -m pip install -q --disable-pip-version-check -r requirements/engine-dev.txt

# What an installed wheel would offer.
cat > "$folder/bin/segcr" <<SH
#!/bin/sh
exec "$PWD/$folder/bin/python" "$PWD/segcr_qgis/engine_entry.py" "\$@"
SH
chmod +x "$folder/bin/segcr"

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
