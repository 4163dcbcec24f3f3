"""The ZIP as the plugin site and its users meet it."""

import hashlib
import zipfile

import pytest

from tools.package import write_archive
from tools.places import PLUGIN
from tools.plugin_site import ONNX_BUDGET, PART_BUDGETS, TOTAL_BUDGET, part_sizes, problems
from tools.stage import contents, stage


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stage") / PLUGIN
    stage(folder)
    return folder


@pytest.fixture(scope="module")
def archive(staged, tmp_path_factory):
    return write_archive(staged, tmp_path_factory.mktemp("zip") / "plugin.zip")


@pytest.fixture(scope="module")
def names(archive):
    with zipfile.ZipFile(archive) as bundle:
        return bundle.namelist()


def test_the_plugin_site_would_take_it(archive):
    assert problems(archive) == []


def test_the_same_files_make_the_same_bytes(staged, archive, tmp_path):
    again = write_archive(staged, tmp_path / "again.zip")
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (archive, again)}
    assert len(digests) == 1


def test_entries_are_sorted_and_hold_no_time(archive):
    with zipfile.ZipFile(archive) as bundle:
        entries = bundle.infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_the_budget_is_the_one_agreed_on():
    assert TOTAL_BUDGET == 18_000_000
    assert ONNX_BUDGET == 1_000_000
    assert PART_BUDGETS == {
        "models/segcr-tiny/": 6_000_000,
        "models/cgm2net-tiny/": 6_000_000,
        "resources/demo/": 3_000_000,
    }


def test_every_file_is_counted_once(archive):
    with zipfile.ZipFile(archive) as bundle:
        entries = bundle.infolist()
    onnx = sum(e.compress_size for e in entries if e.filename.endswith(".onnx"))
    assert sum(part_sizes(entries).values()) + onnx == sum(e.compress_size for e in entries)


def test_no_training_code_no_tests_no_bytecode(names):
    for name in names:
        assert not {"training", "tests", "tools", "__pycache__"} & set(name.split("/")), name
        assert not name.endswith((".pyc", ".pt", ".pth", ".pkl")), name


def test_weights_are_safetensors_or_onnx(names):
    models = [name for name in names if name.startswith(f"{PLUGIN}/models/")]
    kinds = {name.rpartition(".")[2] for name in models if not name.endswith(("LICENSE", "SUMS"))}
    assert kinds <= {"json", "md", "safetensors", "onnx"}


def test_staging_again_changes_nothing_and_removes_what_is_gone(staged):
    assert stage(staged) == 0
    (staged / "left_over.py").write_text("")
    assert stage(staged) == 1
    assert not (staged / "left_over.py").exists()


def test_litter_beside_the_sources_stays_behind(tmp_path):
    demo = tmp_path / "resources" / "demo"
    demo.mkdir(parents=True)
    for name in ("sar.tif", "sar.tif.aux.xml", "sar.tif.part", "style.xml"):
        (demo / name).touch()
    found = {name for name in contents(tmp_path) if name.startswith("resources/demo/")}
    assert found == {"resources/demo/sar.tif", "resources/demo/style.xml"}


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        (f"{PLUGIN}/core/x.pyc", "", "must not ship"),
        (f"{PLUGIN}/models/segcr-tiny/weights.pt", "", "must not ship"),
        (f"{PLUGIN}/training/fit.py", "", "does not belong"),
        (f"{PLUGIN}/.hidden", "", "hidden"),
        ("beside.txt", "", "nothing beside it"),
    ],
)
def test_what_must_not_ship_is_noticed(archive, tmp_path, name, content, complaint):
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(archive.read_bytes())
    with zipfile.ZipFile(spoilt, "a") as bundle:
        bundle.writestr(name, content)
    assert any(complaint in sentence for sentence in problems(spoilt))


def test_there_is_room_for_one_exported_network_and_not_for_two(archive, tmp_path):
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(archive.read_bytes())
    with zipfile.ZipFile(spoilt) as bundle:
        shipped = [name for name in bundle.namelist() if name.endswith("model.onnx")]
        content = bundle.read(f"{PLUGIN}/models/segcr-tiny/weights.safetensors")
    names = ("cgm2net-tiny", "segcr-tiny")
    assert sorted(shipped) == [f"{PLUGIN}/models/{name}/model.onnx" for name in names]
    assert not any("ONNX" in sentence for sentence in problems(spoilt))
    with zipfile.ZipFile(spoilt, "a", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"{PLUGIN}/models/two/model.onnx", content)
    assert any("ONNX" in sentence for sentence in problems(spoilt))


@pytest.mark.parametrize("missing", ["LICENSE", "metadata.txt", "engine_entry.py"])
def test_what_must_ship_is_missed(archive, tmp_path, missing):
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(spoilt, "w") as sink:
        for name in source.namelist():
            if name != f"{PLUGIN}/{missing}":
                sink.writestr(name, source.read(name))
    assert any(missing in sentence for sentence in problems(spoilt))
