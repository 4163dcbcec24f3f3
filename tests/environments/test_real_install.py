"""The whole way for real, by ``make test-install`` only: it takes minutes and a gigabyte."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from segcr_qgis.core.places import engine_entry
from segcr_qgis.environments.__main__ import main
from segcr_qgis.environments.locate import locate
from segcr_qgis.environments.managed import managed_environments, size_of
from segcr_qgis.environments.probe import require

pytestmark = pytest.mark.skipif(
    not os.environ.get("SEGCR_REAL_INSTALL"), reason="asked for by make test-install"
)


@pytest.mark.parametrize(
    ("engine", "backend", "most_mb"), [("light", "light", 600), ("cpu", "torch", 1700)]
)
def test_an_engine_is_set_up_and_answers(engine, backend, most_mb, tmp_path, monkeypatch):
    monkeypatch.setenv("SEGCR_HOME", str(tmp_path / "the home"))
    assert main(["--engine", engine]) == 0
    (made,) = managed_environments()
    assert made.engine == engine and made.current
    python = locate("", {})
    assert python == made.python and require(python).backend == backend
    taken = size_of(made.folder) / 1e6
    sys.stdout.write(f"{engine}: {taken:.0f} MB\n")
    assert taken < most_mb
    told = subprocess.run(
        [str(python), "-I", "-X", "utf8", str(engine_entry()), "doctor", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env={"OMP_NUM_THREADS": "1", "PATH": os.defpath},
    )
    assert json.loads(told.stdout)["devices"]
