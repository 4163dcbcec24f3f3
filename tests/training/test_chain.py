"""From a benchmark's folder to a class map: train, kill, resume, package, evaluate, predict."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
import yaml

from segcr_qgis.cli.main import main
from segcr_qgis.core.model_package import read_package
from tests.training import fake_benchmarks as fake

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    "segcr-tiny": {"widths": [8, 16, 24, 32], "depths": [1, 1, 1, 1]},
    "cgm2net-tiny": {"widths": [32, 32, 32, 32], "depths": [1, 1, 1, 1]},
}
STEPS = 4


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchmarks")
    return {
        "m3mcr": fake.m3mcr(folder / "a", (("train", "spring", (1, 2)), ("test", "fall", (9,)))),
        "luojiaset": fake.luojiaset(folder / "b", ("01", "02", "03"), 1),
    }


def written_config(folder, network, dataset, root):
    small = {**SMALL[network], "semantic": 16, "restoration": 8}
    recipe = {"network": network, "network_config": small, "steps": STEPS, "batch": 1, "crop": 80}
    recipe |= {"large_every": 0, "log_every": 1, "validate_every": STEPS, "save_steps": 1}
    data = {"dataset": dataset, "root": str(root)}
    machine = {"accelerator": "cpu", "threads": 1, "ahead": False}
    document = {"run": str(folder / "run"), "data": data, "recipe": recipe, "machine": machine}
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(document))
    return path


def train_until_killed(config, folder):
    """Train in a process of its own and kill it when its first checkpoint is there."""
    words = [sys.executable, str(ROOT / "segcr_qgis" / "engine_entry.py"), "train", str(config)]
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (folder / "run" / "last.pt").is_file() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
@pytest.mark.parametrize(
    ("network", "dataset"), [("segcr-tiny", "m3mcr"), ("cgm2net-tiny", "luojiaset")]
)
def test_from_a_benchmark_to_a_map(network, dataset, trees, tmp_path, capsys):
    root = trees[dataset]
    config = written_config(tmp_path, network, dataset, root)
    train_until_killed(config, tmp_path)
    assert main(["train", str(config)]) == 0
    assert "resumed at step" in capsys.readouterr().out
    lines = (tmp_path / "run" / "log.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [str(k + 1) for k in range(STEPS)]

    model = tmp_path / "model"
    assert main(["package", "--run", str(tmp_path / "run"), "--out", str(model)]) == 0
    package = read_package(model)
    assert package.architecture == network

    record = tmp_path / "test_runs.csv"
    words = ["evaluate", "--model", str(model), "--data", str(root), "--record", str(record)]
    # One patch a bucket is too few for LuojiaSET's public split.
    protocols = ("segcr", "public") if dataset == "m3mcr" else ("segcr",)
    for protocol in protocols:
        assert main([*words, "--protocol", protocol, "--out", str(tmp_path / protocol)]) == 0
    document = json.loads((tmp_path / "segcr" / "evaluation.json").read_text())
    assert document["digest"] == package.digest and document["summary"]["scenes"] >= 1
    assert document["rows"][0]["images"]["model"]["cloudy"]["psnr"] > 0
    assert (tmp_path / "segcr" / "evaluation.html").read_text().count("<img") >= 5
    assert len(record.read_text().splitlines()) == 1 + len(protocols)

    cloudy = next(p for p in root.rglob("*.tif") if "cloudy" in p.parts[-2])
    radar = next(p for p in root.rglob("*.tif") if p.parent.name.lower().startswith("s1"))
    bands = ["--bands", ",".join(f"{b}={k}" for k, b in enumerate(package.optical_channels, 1))]
    target = tmp_path / "map.tif"
    command = ["predict", "--optical", str(cloudy), "--sar", str(radar), "--model", str(model)]
    command += ["--optical-units", "dn10000", "--classes", str(target)]
    assert main([*command, *bands]) == 0, capsys.readouterr().err
    with rasterio.open(target) as source:
        codes = np.unique(source.read(1))
    assert set(codes) <= {0, *(c.code for c in package.classes)}
