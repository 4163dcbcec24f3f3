import csv
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from segcr_qgis.core.bands import SENTINEL2
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.part_files import part_path
from segcr_qgis.training import checkpoints, fit
from segcr_qgis.training.ahead import BatchesAhead
from segcr_qgis.training.augment import cut
from segcr_qgis.training.checkpoints import load_best
from segcr_qgis.training.config import CONFIGS, read_config
from segcr_qgis.training.datasets.catalogue import layout_of
from segcr_qgis.training.datasets.entries import Reading, index, reading
from segcr_qgis.training.fit import Run, train
from segcr_qgis.training.material import class_weights, material
from segcr_qgis.training.recipe import Recipe
from segcr_qgis.training.sampler import Sampler
from segcr_qgis.training.subject import Subject
from tests.training import fake_benchmarks as fake

ROOT = Path(__file__).resolve().parents[2]
#: Small enough for a step in a fraction of a second.
TINY = {"widths": [8, 16, 24, 32], "depths": [1, 1, 1, 1], "semantic": 16, "restoration": 8}


@pytest.fixture(scope="module")
def m3mcr(tmp_path_factory):
    return fake.m3mcr(tmp_path_factory.mktemp("M3M-CR"))


@pytest.fixture
def config(m3mcr, tmp_path):
    recipe = {"network": "segcr-tiny", "network_config": TINY, "steps": 4, "batch": 1}
    recipe |= {"crop": 80, "large_every": 0, "log_every": 1, "validate_every": 2, "warm_up": 1}
    document = {
        "run": str(tmp_path / "run"),
        "data": {"dataset": "m3mcr", "root": str(m3mcr)},
        "recipe": recipe,
        "machine": {"accelerator": "cpu", "threads": 1},
    }
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(document))
    return path


def rows(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_run_keeps_its_config_logs_sheet_and_best_weights(config, capsys):
    run = train(read_config(config))
    folder = run.folder
    assert read_config(folder / "config.yaml") == read_config(config)
    assert [int(row["step"]) for row in rows(folder / "log.csv")] == [1, 2, 3, 4]
    assert [int(row["step"]) for row in rows(folder / "validation.csv")] == [2, 4]
    assert list((folder / "tensorboard").glob("events.*")) and (folder / "sheet.png").is_file()
    trained = load_best(folder)
    assert trained.subject == Subject(
        "M3M-CR", ("B2", "B3", "B4", "B8"), ("VV", "VH"), layout_of("m3mcr").classes, 3.0
    )
    said = capsys.readouterr().out
    assert "min left" in said and "waits for data" in said


def test_a_killed_run_goes_on_with_the_same_losses(config, tmp_path, monkeypatch):
    whole = train(read_config(config, [f"run={tmp_path / 'whole'}"]))
    expected = [float(row["loss"]) for row in rows(whole.folder / "log.csv")]
    step = Run.train_step

    def killed(run, drawn):
        if run.step == 3:
            raise SystemExit(9)
        return step(run, drawn)

    monkeypatch.setattr(Run, "train_step", killed)
    with pytest.raises(SystemExit):
        train(read_config(config, ["recipe.save_steps=2"]))
    monkeypatch.undo()
    again = train(read_config(config))
    logged = rows(again.folder / "log.csv")
    # Step 2 was saved before it was validated, so it was validated again: it is there once.
    assert [int(row["step"]) for row in rows(again.folder / "validation.csv")] == [2, 4]
    # Step 3 was logged and lost: it is there once.
    assert [int(row["step"]) for row in logged] == [1, 2, 3, 4]
    assert [float(row["loss"]) for row in logged] == pytest.approx(expected, abs=1e-6)
    for name, value in whole.averaged.state.items():
        assert torch.allclose(value, again.averaged.state[name], atol=1e-6), name


@pytest.fixture
def quick(monkeypatch):
    """Steps and validations that cost nothing."""

    def step(run, drawn):
        run.step += 1
        return {"loss": 1.0}

    monkeypatch.setattr(Run, "train_step", step)
    monkeypatch.setattr(fit, "_validate", lambda run, found, log: None)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("recipe.seed=99", "recipe.seed"),
        ("recipe.crop=90", "recipe.crop"),
        ("data.split=public", "data.split"),
        ("data.limit=1", "data.limit"),
        ("data.bands=[B2, B3, B4, B8]", "data.bands"),
    ],
)
def test_a_run_does_not_go_on_with_other_settings(config, quick, change, named):
    folder = train(read_config(config, ["recipe.steps=1"])).folder
    before = (folder / "config.yaml").read_bytes()
    with pytest.raises(SegcrError, match=rf"made with other {named}\)") as raised:
        train(read_config(config, [change]))
    assert raised.value.code == "checkpoint_invalid"
    assert (folder / "config.yaml").read_bytes() == before


def test_a_run_goes_on_longer_faster_and_on_another_machine(config, quick):
    train(read_config(config, ["recipe.steps=1"]))
    changes = ["steps=2", "rate=5e-4", "log_every=2", "save_steps=1", "save_minutes=1"]
    changes = [f"recipe.{change}" for change in [*changes, "validate_every=1"]]
    assert train(read_config(config, [*changes, "machine.ahead=false"])).step == 2


def test_checkpoints_that_do_not_tell_all_settings_go_on(config):
    folder = train(read_config(config, ["recipe.steps=2"])).folder
    state = checkpoints.read(folder / "last.pt")
    for name in ("data", "validated_at", "scaler"):
        del state[name]
    del state["recipe"]["save_steps"], state["recipe"]["balance"]
    torch.save(state, folder / "last.pt")
    assert train(read_config(config, ["recipe.steps=3"])).step == 3
    # Where a best network is, the step it stopped at counts as validated.
    assert [int(row["step"]) for row in rows(folder / "validation.csv")] == [2, 3]


def test_the_last_validation_is_made_up_for(config, monkeypatch):
    validate, asked = fit.validate, []

    def interrupted(network, scenes):
        asked.append(network)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return {**validate(network, scenes), "psnr_M3M-CR": float(len(asked))}

    monkeypatch.setattr(fit, "validate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(read_config(config))
    folder = Path(read_config(config).run)
    assert load_best(folder).step == 2
    for _ in range(2):
        assert train(read_config(config)).step == 4
    assert load_best(folder).step == 4 and len(asked) == 3
    assert [int(row["step"]) for row in rows(folder / "validation.csv")] == [2, 4]


def test_the_first_logged_loss_after_a_resume_is_a_mean(config, monkeypatch):
    stops = [3]

    def step(run, drawn):
        if run.step in stops:
            stops.clear()
            raise KeyboardInterrupt
        run.step += 1
        return {"loss": 1.0}

    monkeypatch.setattr(Run, "train_step", step)
    changes = ["recipe.log_every=4", "recipe.validate_every=100"]
    with pytest.raises(KeyboardInterrupt):
        train(read_config(config, changes))
    folder = train(read_config(config, changes)).folder
    assert [float(row["loss"]) for row in rows(folder / "log.csv")] == [1.0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("recipe.validate_every=0", "recipe.validate_every is 0, not 1 or more"),
        ("recipe.log_every=0", "recipe.log_every is 0"),
        ("recipe.batch=0", "recipe.batch is 0"),
        ("recipe.crop=128", "recipe.crop is 128, but M3M-CR has 3 label pixels for 10 .* of 10"),
        ("machine.precision=fp16", "machine.precision is 'fp16', not one of 32-true"),
        ("machine.accelerator=gpus", "machine.accelerator is 'gpus', not one of auto"),
        ("machine.threads=-1", "machine.threads is -1"),
    ],
)
def test_a_value_no_run_can_have_is_one_sentence(config, change, said):
    with pytest.raises(SegcrError, match=said) as raised:
        train(read_config(config, [change]))
    assert raised.value.code == "config_invalid" and "\n" not in str(raised.value)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card")
def test_a_card_that_is_not_there_is_one_sentence(config):
    with pytest.raises(SegcrError, match="cannot train on accelerator cuda") as raised:
        train(read_config(config, ["machine.accelerator=cuda"]))
    assert raised.value.code == "config_invalid" and "\n" not in str(raised.value)


def test_two_processes_train_one_network_on_different_draws(config, tmp_path):
    words = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    words += [str(ROOT / "segcr_qgis" / "engine_entry.py"), "train", str(config), "steps=2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    folder = tmp_path / "run"
    assert len(rows(folder / "log.csv")) == 2
    together = load_best(folder).network.state_dict()
    alone = train(read_config(config, ["recipe.steps=2", f"run={tmp_path / 'alone'}"]))
    differs = [
        not torch.equal(value, alone.averaged.state[name]) for name, value in together.items()
    ]
    # The other process drew other samples, and they counted.
    assert any(differs)


def test_not_a_number_keeps_the_last_good_checkpoint_and_names_the_batch(config, monkeypatch):
    train(read_config(config, ["recipe.steps=2"]))
    folder = read_config(config).run
    before = (Path(folder) / "last.pt").read_bytes()
    loss = fit.segcr_loss

    def spoilt(out, batch, weights=None):
        total, parts = loss(out, batch, weights)
        return total * float("nan"), parts

    monkeypatch.setattr(fit, "segcr_loss", spoilt)
    with pytest.raises(SegcrError, match=r"step 2, in the batch of M3M-CR/train/spring"):
        train(read_config(config))
    assert (Path(folder) / "last.pt").read_bytes() == before


def test_a_full_disk_loses_nothing(config, monkeypatch):
    run = train(read_config(config, ["recipe.steps=2"]))
    before = (run.folder / "last.pt").read_bytes()

    def full(path, data):
        path.open("wb").write(bytes(data[:10]))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoints.Path, "write_bytes", full)
    with pytest.raises(SegcrError, match="is full"):
        run.save()
    assert (run.folder / "last.pt").read_bytes() == before
    assert not list(run.folder.glob("*.part*"))


def test_two_processes_that_save_at_once_do_not_share_a_part(tmp_path, monkeypatch):
    path = tmp_path / "last.pt"
    other = part_path(str(path), os.getppid())
    other.write_bytes(b"being written")
    dead = part_path(str(path), 2**22 - 3)
    dead.write_bytes(b"left")
    checkpoints.write({"step": 3}, path)
    assert checkpoints.read(path) == {"step": 3}
    assert sorted(tmp_path.iterdir()) == sorted([path, other])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("network=cgm2net-tiny", "of another network"),
        ("network=nothing", "is not known"),
        ("network_config={speed: 3}", "cannot be built"),
        ("start=nowhere", "was not found"),
    ],
)
def test_a_checkpoint_or_network_that_does_not_fit_is_one_sentence(config, change, said):
    if change == "network=cgm2net-tiny":
        train(read_config(config, ["recipe.steps=1"]))
        change = "recipe={network: cgm2net-tiny, crop: 80, batch: 1}"
    with pytest.raises(SegcrError, match=said) as raised:
        train(read_config(config, [change]))
    assert "\n" not in str(raised.value)


def test_a_damaged_checkpoint_is_one_sentence(config):
    run = train(read_config(config, ["recipe.steps=1"]))
    (run.folder / "last.pt").write_bytes(b"nothing")
    with pytest.raises(SegcrError, match="damaged or no checkpoint"):
        train(read_config(config))


def test_checkpoints_of_the_first_trainer_still_load(tmp_path):
    recipe = {"network": "segcr-tiny", "steps": 5, "seed": 3, "start": ""}
    network = Subject().build(Recipe())
    state = {"averaged": network.state_dict(), "step": 4, "seconds": 9.0, "recipe": recipe}
    torch.save(state, tmp_path / "best.pt")
    trained = load_best(tmp_path)
    assert trained.subject == Subject() and trained.recipe.steps == 5 and trained.step == 4


def test_batches_ahead_are_the_batches_on_demand():
    def make(step):
        return np.random.default_rng(step).random(3)

    for ahead in (True, False):
        with BatchesAhead(make, ahead) as batches:
            for step in range(4):
                assert np.array_equal(batches.get(step, step < 3), make(step))
        assert batches.waited >= 0


def test_broken_samples_are_skipped_in_the_middle_of_an_epoch(tmp_path, capsys):
    root = fake.m3mcr(tmp_path, areas=(("train", "spring", (1, 2)),))
    next(root.rglob("S1_spring_1_p_0.tif")).write_bytes(b"nothing")
    sampler = Sampler(reading(index(root, layout_of("m3mcr")), Reading()))
    for step in range(3):
        batch = sampler.batch(np.random.default_rng(step), 2, 80)
        assert all("spring/2" in name for name in batch.names)
        assert batch.labels.shape == (2, 24, 24) and batch.optical.shape == (2, 4, 80, 80)
    assert capsys.readouterr().out.count("skipped") == 1


def test_crops_keep_labels_and_pixels_together(m3mcr):
    item = reading(index(m3mcr, layout_of("m3mcr")), Reading())[0].load()
    ramp = np.arange(90 * 90).reshape(90, 90)
    fine = np.repeat(np.repeat(ramp, 10, 0), 10, 1)[1::3, 1::3][:300, :300]
    marked = replace(item, optical=np.stack([fine] * 4) / 1e4, labels=(ramp % 251).astype(np.uint8))
    for seed in range(4):
        piece = cut(np.random.default_rng(seed), marked, 160)
        assert piece["labels"].shape == (48, 48)
        middle = np.rint(piece["clear"][0, 1::10, 1::10] * 1e4).astype(int) % 251
        assert np.isin(middle, piece["labels"]).all()


def test_rare_classes_weigh_more(m3mcr):
    weights = class_weights(reading(index(m3mcr, layout_of("m3mcr")), Reading()), 6)
    found = material(read_config(CONFIGS / "m3mcr.yaml", [f"data.root={m3mcr}"]).data)
    counts = np.zeros(6)
    for entry in found.training:
        labels = entry.load().labels
        counts += np.bincount(labels[labels < 6], minlength=6)
    assert weights[int(counts.argmax())] < weights[int(counts.argmin())]
    assert float(weights.mean()) == pytest.approx(1)


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_config_is_sound(path):
    assert read_config(path).recipe.steps > 0
    assert read_config(path, ["recipe.rate=1e-3"]).recipe.rate == 1e-3


def test_the_clear_line_finds_blue_and_red_by_name():
    assert Subject(bands=SENTINEL2).build(Recipe()).blue_red == (1, 3)
    assert Subject().build(Recipe()).blue_red == (0, 2)
    assert Subject(bands=("B3", "B4", "B8")).build(Recipe()).blue_red is None
