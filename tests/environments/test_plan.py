from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.environments.__main__ import parse, plan_for
from segcr_qgis.environments.engines import engines_for
from segcr_qgis.environments.machine import FoundPython
from segcr_qgis.environments.plan import Choice, Command, FetchUv, make_plan
from tests.environments.machines import (
    BLACKWELL,
    EVERY_PLATFORM,
    GIGABYTE,
    INTEL_MAC,
    LINUX,
    MAC,
    OLD_DRIVER,
    PASCAL,
    RTX,
    WINDOWS,
)


def plan(facts, **choice):
    return make_plan(facts, Choice(**choice), "/plugin/engine_entry.py", "/plugin/torch.txt")


def words(step):
    return " ".join(step.arguments)


def keys(facts):
    return [engine.key for engine in engines_for(facts)]


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        (LINUX, ["cpu", "light"]),
        (replace(LINUX, nvidia=RTX), ["cuda", "cpu", "light"]),
        (replace(LINUX, nvidia=OLD_DRIVER), ["cpu", "light"]),
        (replace(LINUX, processor="arm64", nvidia=RTX), ["cpu", "light"]),
        (replace(LINUX, processor="riscv64"), []),
        (WINDOWS, ["cpu", "light"]),
        (replace(WINDOWS, nvidia=PASCAL), ["cuda", "cpu", "light"]),
        (replace(WINDOWS, nvidia=BLACKWELL), ["cpu", "light"]),
        (replace(WINDOWS, processor="arm64"), []),
        (MAC, ["mps", "light"]),
        (replace(MAC, release=(14, 6)), []),
        (INTEL_MAC, ["light"]),
    ],
)
def test_engines_offered(facts, offered):
    assert keys(facts) == offered


@pytest.mark.parametrize(
    ("facts", "requirement", "second"),
    [
        (LINUX, "torch==2.13.0+cpu", "/whl/cpu"),
        (WINDOWS, "torch==2.13.0+cpu", "/whl/cpu"),
        (MAC, "torch==2.13.0", ""),
        (replace(LINUX, nvidia=RTX), "torch==2.13.0", ""),
        (replace(WINDOWS, nvidia=RTX), "torch==2.13.0+cu130", "/whl/cu130"),
        (replace(LINUX, nvidia=PASCAL), "torch==2.13.0+cu126", "/whl/cu126"),
    ],
)
def test_the_build_of_torch_and_where_else_to_look_for_it(facts, requirement, second):
    installing = next(s for s in plan(facts).steps if s.phase == "installing")
    assert requirement in installing.arguments
    # The configured index is always asked first, alone: it may be a mirror.
    assert "--extra-index-url" not in installing.arguments
    if second:
        assert installing.otherwise.arguments[-4].endswith(second)
        assert requirement in installing.otherwise.arguments
    else:
        assert installing.otherwise is None


def test_linux_word_for_word():
    made = plan(LINUX, engine="cpu")
    python = f"{made.folder}/bin/python"
    assert made.folder.startswith(f"{LINUX.home}/cpu-") and made.python == python
    assert [words(step) for step in made.steps] == [
        f"/usr/bin/python3 -I -m venv {made.folder}",
        f"{python} -I -X utf8 -m pip install --disable-pip-version-check --no-input"
        " --progress-bar off --only-binary :all: torch==2.13.0+cpu -r /plugin/torch.txt",
        f"{python} -I -X utf8 /plugin/engine_entry.py doctor --json",
    ]


def test_windows_without_a_python_of_its_own_fetches_uv():
    made = plan(WINDOWS)
    fetch, making = made.steps[:2]
    assert isinstance(fetch, FetchUv) and fetch.wheel.file.endswith("win_amd64.whl")
    assert fetch.target == WINDOWS.home + r"\tools\uv.exe" == making.arguments[0]
    assert making.arguments[1:] == (
        *("venv", "--seed", "--allow-existing", "--no-project", "--python", "3.12"),
        made.folder,
    )
    assert dict(making.variables)["UV_PYTHON_INSTALL_DIR"] == WINDOWS.home + r"\python"
    assert made.python == made.folder + r"\Scripts\python.exe"


@pytest.mark.parametrize("facts", EVERY_PLATFORM.values(), ids=EVERY_PLATFORM)
@pytest.mark.parametrize("engine", ["", "light"])
def test_every_platform_ends_with_the_same_three_phases(facts, engine):
    made = plan(facts, engine=engine)
    join = PureWindowsPath if facts.platform == "win32" else PurePosixPath
    assert [step.phase for step in made.steps][-3:] == ["making", "installing", "checking"]
    assert join(made.folder).parent == join(facts.home)
    assert join(made.folder) in join(made.python).parents
    for step in made.steps:
        if isinstance(step, Command):
            # QGIS's own Python is never given work, and nothing asks for more rights.
            assert not step.arguments[0].startswith(r"C:\OSGeo4W")
            assert "sudo" not in step.arguments and "--user" not in step.arguments
    assert 0 < made.download_mb < made.disk_mb


def test_an_intel_mac_needs_the_one_python_that_has_wheels():
    assert "3.10" in plan(INTEL_MAC).steps[1].arguments
    newer = replace(INTEL_MAC, pythons=(FoundPython("/usr/local/bin/python3.12", (3, 12, 1)),))
    assert isinstance(plan(newer).steps[0], FetchUv)
    fitting = replace(INTEL_MAC, pythons=(FoundPython("/usr/local/bin/python3.10", (3, 10, 1)),))
    assert words(plan(fitting).steps[0]).startswith("/usr/local/bin/python3.10 -I -m venv")


def test_the_best_python_is_new_enough_whole_and_64_bits():
    pythons = (
        FoundPython("/old", (3, 9, 2)),
        FoundPython("/narrow", (3, 13, 0), wide=False),
        FoundPython("/good", (3, 12, 1)),
        FoundPython("/newest", (3, 14, 0)),
        FoundPython("/unknown", (3, 15, 0)),
        FoundPython("/halved", (3, 13, 2), makes_environments=False),
    )
    assert plan(replace(LINUX, pythons=pythons)).base == "/good"
    # With uv there even the Python without ensurepip will do.
    made = plan(replace(LINUX, pythons=pythons, uv="/usr/bin/uv"))
    assert made.base == "/halved" and made.steps[0].arguments[:2] == ("/usr/bin/uv", "venv")


def test_a_folder_of_wheels_uses_no_network():
    made = plan(LINUX, wheels="/media/wheels")
    installing = next(s for s in made.steps if s.phase == "installing")
    assert "--no-index --find-links /media/wheels" in words(installing)
    assert installing.otherwise is None and made.download_mb == 0
    with pytest.raises(SegcrError, match=r"python\.org") as raised:
        plan(WINDOWS, wheels=r"D:\wheels")
    assert raised.value.code == "setup_python"


def test_a_folder_of_wheels_beside_one_is_found_by_pip_which_works_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = plan_for(parse(["--engine", "light", "--wheels", "wheels"]), LINUX)
    installing = next(s for s in made.steps if s.phase == "installing")
    assert f"--find-links {tmp_path / 'wheels'}" in words(installing)


def test_an_index_of_ones_own_is_named():
    installing = plan(LINUX, index="https://mirror.example/simple").steps[1]
    assert "--index-url https://mirror.example/simple" in words(installing)


def test_a_named_python_is_used_or_refused_with_its_version():
    assert plan(LINUX, python="/opt/py/bin/python").steps[0].arguments[0] == "/opt/py/bin/python"
    old = replace(LINUX, pythons=(FoundPython("/opt/py39", (3, 9, 1)),))
    with pytest.raises(SegcrError, match=r"/opt/py39 \(version 3\.9\.1\) cannot carry"):
        plan(old, python="/opt/py39")


def test_too_little_room_is_said_before_anything_starts():
    with pytest.raises(SegcrError, match="1000 MB are free") as raised:
        plan(replace(LINUX, free_bytes=GIGABYTE), engine="cpu")
    assert raised.value.code == "setup_disk"
    plan(replace(LINUX, free_bytes=GIGABYTE), engine="light")


@pytest.mark.parametrize(
    ("facts", "engine"), [(LINUX, "cuda"), (INTEL_MAC, "cpu"), (replace(MAC, release=(13,)), "")]
)
def test_what_does_not_exist_for_a_machine_is_refused(facts, engine):
    with pytest.raises(SegcrError) as raised:
        plan(facts, engine=engine)
    assert raised.value.code == "setup_unsupported"


def test_folders_are_named_after_kind_and_lock():
    assert len({plan(LINUX, engine=key).folder for key in ("cpu", "light")}) == 2
    assert plan(LINUX).folder == plan(replace(LINUX, pythons=MAC.pythons)).folder
