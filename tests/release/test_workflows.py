"""What the workflows on GitHub would run is there: targets, files, options, versions.

Their form is checked against GitHub's schema by ``make security``.
"""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml

from tools.places import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def steps():
    for path in WORKFLOWS:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for job in document["jobs"].values():
            for step in job["steps"]:
                yield path.name, job, step


def runs():
    return [(name, job, step["run"], step) for name, job, step in steps() if "run" in step]


def test_there_are_workflows_for_the_three_systems():
    systems = {
        system
        for _, job, _ in steps()
        for system in job.get("strategy", {}).get("matrix", {}).get("system", ())
    }
    assert {name.split("-")[0] for name in systems} == {"ubuntu", "windows", "macos"}


def test_made_targets_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):", makefile))
    named = {
        t for *_, run, _ in runs() for t in re.findall(r"\bmake ([a-z-]+)", run) if "=" not in t
    }
    named |= set(
        re.search(r"for target in (.*); do", (ROOT / ".ci" / "run").read_text()).group(1).split()
    )
    named -= {"python"}
    assert {"release", "test", "lint"} <= named and named <= targets


def test_named_files_and_folders_exist():
    pattern = r"(?:^|\s)((?:tests|resources|requirements|\.ci)/[\w./-]+)"
    named = {path for *_, run, _ in runs() for path in re.findall(pattern, run)}
    assert len(named) >= 8
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_pythons_can_carry_the_pinned_libraries():
    lowest = re.search(r"Python from 3\.(\d+)", (ROOT / "resources/engine/torch.txt").read_text())
    for _, job, _ in steps():
        for python in job.get("strategy", {}).get("matrix", {}).get("python", ()):
            assert isinstance(python, str), "3.10 without quotes is 3.1"
            assert int(python.split(".")[1]) >= int(lowest.group(1))
    torch = re.search(r"TORCH \?= (torch==[\d.]+)", (ROOT / "Makefile").read_text()).group(1)
    installed = [run for *_, run, _ in runs() if "pip install" in run]
    assert installed and all(torch in run for run in installed)


@pytest.mark.parametrize(("name", "job", "run", "step"), runs())
def test_scripts_are_sound_shell_and_hold_no_expression(name, job, run, step):
    """``${{ }}`` inside a script is where strangers' text becomes a command."""
    assert "${{" not in run
    checked = subprocess.run(["sh", "-n"], input=run, text=True, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    asked = set(re.findall(r"\$\{?([A-Z][A-Z_]*)", run)) - {"GITHUB_REF_NAME", "GITHUB_WORKSPACE"}
    assert asked <= set(step.get("env", {}))


def test_actions_are_pinned_to_a_version_and_rights_are_few():
    used = [step["uses"] for _, _, step in steps() if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[\w-]+@v\d+", name) for name in used)
    for path in WORKFLOWS:
        rights = yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"]
        assert rights == {"contents": "write" if path.stem == "release" else "read"}
