"""What a configuration opens: corpora that are whole, channels there are, samples from all over."""

import os
import threading
import time

import numpy as np
import pytest

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.part_files import part_path
from segcr_qgis.training import material as module
from segcr_qgis.training.config import DataConfig
from segcr_qgis.training.datasets import corpus
from segcr_qgis.training.datasets.catalogue import layout_of
from segcr_qgis.training.datasets.entries import Reading, index, reading
from segcr_qgis.training.datasets.scene import Scene
from segcr_qgis.training.material import chosen, class_weights, evenly, material
from tests.training import fake_benchmarks as fake


@pytest.fixture
def sources(monkeypatch):
    """Make a corpus of four procedural scenes alone; what is not there is not read."""
    for name in ("terramesh", "bigearthnet", "worldcereal_belgium", "worldcereal_monthly"):
        monkeypatch.setattr(corpus.open_data, name, lambda folder: [])
    for name in ("optical_stacks", "volkov", "real_pairs", "time_series_pairs"):
        monkeypatch.setattr(corpus.open_data, name, lambda folder: [])
    monkeypatch.setattr(corpus.open_data, "fit_completion", lambda scenes: None)
    monkeypatch.setattr(corpus.open_data, "ombria", lambda folder, completion: [])
    monkeypatch.setattr(corpus, "PROCEDURAL_SIZE", 32)


def config(tmp_path):
    return DataConfig(root=str(tmp_path), corpus=str(tmp_path / "corpus"), landscapes=4)


def test_a_stopped_build_is_no_corpus_and_the_next_one_begins_anew(sources, tmp_path, monkeypatch):
    whole = corpus.procedural

    def stopped(count, seed):
        yield from whole(3, 99)
        raise KeyboardInterrupt

    monkeypatch.setattr(corpus, "procedural", stopped)
    with pytest.raises(KeyboardInterrupt):
        material(config(tmp_path))
    assert not (tmp_path / "corpus").exists()
    begun = part_path(str(tmp_path / "corpus"), os.getpid())
    assert len(list(begun.iterdir())) == 3
    (begun / "00009.npz").write_bytes(b"older")
    # Left by a process that was killed.
    begun.rename(part_path(str(tmp_path / "corpus"), 2**22 - 3))
    monkeypatch.setattr(corpus, "procedural", whole)
    (tmp_path / "corpus").mkdir()
    found = material(config(tmp_path))
    assert len(found.training) + len(found.validation) == 4
    assert not list(tmp_path.glob(".corpus*"))


def test_a_corpus_that_another_process_builds_is_left_to_it(sources, tmp_path):
    begun = part_path(str(tmp_path / "corpus"), os.getppid())
    begun.mkdir()
    (begun / "00000.npz").write_bytes(b"being written")
    with pytest.raises(SegcrError, match="Another run is writing"):
        material(config(tmp_path))
    assert (begun / "00000.npz").is_file() and not (tmp_path / "corpus").exists()


def test_a_folder_of_other_things_is_no_place_for_a_corpus(sources, tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "thesis.txt").write_text("x")
    with pytest.raises(SegcrError, match="not empty") as caught:
        material(config(tmp_path))
    assert caught.value.code == "output_folder"
    assert (tmp_path / "corpus" / "thesis.txt").is_file()


@pytest.mark.parametrize("kept", [0, 300, -200])
def test_a_damaged_corpus_file_is_one_sentence(kept, sources, tmp_path):
    material(config(tmp_path))
    path = tmp_path / "corpus" / "00002.npz"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(SegcrError, match=r"00002\.npz") as caught:
        material(config(tmp_path))
    assert caught.value.code == "layer_unreadable" and "\n" not in str(caught.value)


def test_only_the_first_process_builds_and_the_others_wait(sources, tmp_path, monkeypatch):
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setattr(module, "LOOK_S", 0.01)

    def build():
        time.sleep(0.3)
        corpus.build(tmp_path, tmp_path / "corpus", 4, 11)

    first = threading.Thread(target=build)
    first.start()
    found = material(config(tmp_path))
    first.join()
    assert len(found.training) == 4
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    other = DataConfig(root=str(tmp_path), corpus=str(tmp_path / "other"))
    with pytest.raises(SegcrError, match="first process has not built it"):
        material(other)


@pytest.mark.parametrize("count", [1, 48, 49, 95, 96, 1000])
def test_samples_are_taken_from_first_to_last(count):
    taken = evenly(range(count), 48)
    assert len(taken) == min(count, 48) == len(set(taken))
    assert taken[0] == 0 and taken[-1] == count - 1
    assert max(np.diff(taken), default=1) <= count // 47 + 1


def test_validation_and_class_balance_take_from_all_of_the_split(tmp_path, monkeypatch):
    root = fake.m3mcr(tmp_path, areas=(("train", "spring", (1,)),), patches=1)
    layout = layout_of("m3mcr")
    (entry,) = reading(index(root, layout), Reading())
    read = []

    class Counted:
        def __init__(self, number):
            self.number = number

        def load(self):
            read.append(self.number)
            return scene

    scene = entry.load()
    monkeypatch.setattr(module, "COUNTED", 3)
    monkeypatch.setattr(module, "VALIDATED", 3)
    class_weights([Counted(k) for k in range(5)], 6)
    assert read == [0, 2, 4]
    read.clear()
    shares = {"train": [Counted(9)], "val": [Counted(k) for k in range(5)]}
    monkeypatch.setattr(module, "chosen", lambda data, layout, name: shares[name])
    monkeypatch.setattr(module, "VALIDATED_SIDE", 100)
    found = material(DataConfig(dataset="m3mcr", root=str(root)))
    assert read == [0, 2, 4] and {s.optical.shape[1:] for s in found.validation} == {(100, 100)}


@pytest.mark.parametrize("ratio", [(1, 1), (3, 10)])
def test_of_a_large_sample_the_middle_is_kept_in_memory(ratio):
    over, under = ratio
    rows, columns = np.mgrid[0:620, 0:90]
    ground = (rows * 1000 + columns).astype(np.float32)
    labels = np.add.outer(np.arange(620 * over // under), np.zeros(90 * over // under))
    large = Scene("x", "y", ground[None], ground[None], labels, mask=ground > 0, label_ratio=ratio)
    kept = large.middle(64)
    side = 64 // under * under
    assert kept.optical.shape == kept.sar.shape == (1, side, side) == (1, *kept.mask.shape)
    assert kept.labels.shape == (side * over // under, side * over // under)
    top = int(kept.optical[0, 0, 0]) // 1000
    assert abs(top - (620 - side) / 2) <= under and kept.labels[0, 0] == top * over // under
    assert kept.optical.base is None and large.middle(620) is large


@pytest.mark.parametrize(
    ("bands", "polarisations", "said"),
    [
        (("B2", "NIR"), (), "has no NIR"),
        (("B2", "B5"), ("VV", "HH"), "has no B5, HH"),
    ],
)
def test_channels_the_data_lack_are_refused(bands, polarisations, said, tmp_path):
    data = DataConfig("m3mcr", str(tmp_path), bands=bands, polarisations=polarisations)
    with pytest.raises(SegcrError, match=said) as caught:
        chosen(data, layout_of("m3mcr"), "train")
    assert caught.value.code == "config_invalid"
