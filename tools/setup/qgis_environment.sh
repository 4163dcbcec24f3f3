#!/usr/bin/env bash
# Make the environment of QGIS's side: qgis_environment.sh PYTHON FOLDER
set -euo pipefail
python=$1 folder=$2

"$python" -c 'import qgis.core' 2>/dev/null || {
  echo "setup: $python cannot import qgis; name one that can: make setup PYTHON=..." >&2
  exit 1
}
echo "setup: $folder (QGIS's Python, no torch)"
"$python" -m venv --system-site-packages "$folder"

# A numpy of another major version than the one gdal was built for breaks osgeo.gdal_array.
major=$("$python" -c 'import numpy; print(int(numpy.__version__.split(".")[0]))')
constraint=$(mktemp)
trap 'rm -f "$constraint"' EXIT
echo "numpy<$((major + 1))" >"$constraint"
"$folder/bin/python" -m pip install -q --disable-pip-version-check \
  -c "$constraint" -r requirements/qgis.txt
"$folder/bin/python" -c 'import numpy, qgis.core; from osgeo import gdal_array'
if "$folder/bin/python" -c 'import torch' 2>/dev/null; then
  echo "setup: note: $python itself has torch; the tests expect it to have none" >&2
fi
