"""Who may import whom, and what plugin-side code never does. Pure AST: nothing is imported."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "segcr_qgis"
STANDARD = set(sys.stdlib_module_names)
QGIS = {"qgis", "osgeo", "PyQt5", "PyQt6", "processing"}
MAXIMUM_LINES = 500
MAXIMUM_FUNCTION_LINES = 60


class Rule(NamedTuple):
    siblings: set[str]
    libraries: set[str]


RULES = {
    "core": Rule(set(), {"numpy"}),
    "networks": Rule({"core"}, {"torch", "numpy"}),
    "simulation": Rule({"core"}, {"numpy", "scipy"}),
    "assessment": Rule({"core"}, {"numpy", "scipy"}),
    "engine": Rule({"core"}, {"numpy", "rasterio"}),
    "environments": Rule({"core"}, set()),
    "engine_client": Rule({"core", "environments"}, set()),
    "processing": Rule(
        {"core", "engine_client", "environments"}, {"qgis", "osgeo", "numpy", "processing"}
    ),
    "gui": Rule({"core", "processing", "engine_client", "environments"}, {"qgis"}),
    "cli": Rule(
        {"core", "engine", "simulation", "assessment", "training"}, {"numpy", "rasterio", "tqdm"}
    ),
    "training": Rule({"core", "networks", "engine", "simulation", "assessment"}, set()),
}
#: Files that may do more than their package.
EXCEPTIONS = {
    "engine/backends/torch_backend.py": Rule({"core", "networks"}, {"torch", "safetensors"}),
    "engine/backends/onnx_backend.py": Rule({"core"}, {"onnxruntime"}),
    "engine/backends/openvino_backend.py": Rule({"core"}, {"openvino"}),
    "cli/dask_workers.py": Rule({"core"}, {"distributed"}),
}
#: Root modules are plugin-side, but the engine's entry.
ROOT_RULE = Rule({"gui", "processing", "core", "engine_client", "environments"}, {"qgis"})
ENTRY_RULE = Rule({"cli"}, set())
PLUGIN_SIDE = {"processing", "gui", "engine_client", "environments", "core"}
QGIS_SUBMODULES = {
    "processing": {"qgis.core", "qgis.PyQt.QtCore", "qgis.PyQt.QtGui"},
    "gui": {"qgis.core", "qgis.gui", "qgis.PyQt", "qgis.utils"},
}


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def label(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path, outermost_only: bool = False) -> list[str]:
    """Return the absolute dotted names a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here = ["segcr_qgis", *path.relative_to(PACKAGE).with_suffix("").parts]
    found = []
    nodes = tree.body if outermost_only else list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: -node.level] if node.level else []
            stem = ".".join([*base, *((node.module or "").split(".") if node.module else [])])
            if stem in ("segcr_qgis", "qgis", "qgis.PyQt"):
                found += [f"{stem}.{alias.name}" for alias in node.names]
            else:
                found.append(stem)
    return found


def rule_of(path: Path) -> tuple[str, Rule]:
    name = label(path)
    package = name.split("/")[0]
    if "/" not in name:
        return "", ENTRY_RULE if name == "engine_entry.py" else ROOT_RULE
    rule = RULES[package]
    extra = EXCEPTIONS.get(name)
    if extra:
        rule = Rule(rule.siblings | extra.siblings, rule.libraries | extra.libraries)
    return package, rule


def violations(path: Path) -> list[str]:
    package, rule = rule_of(path)
    wrong = []
    for name in imports(path):
        top, *rest = name.split(".")
        if top == "segcr_qgis":
            sibling = rest[0] if rest else ""
            is_package = (PACKAGE / sibling).is_dir()
            if is_package and sibling not in {package, *rule.siblings}:
                wrong.append(name)
        elif package == "training":
            if top in QGIS:
                wrong.append(name)
        elif top not in STANDARD and top not in rule.libraries:
            wrong.append(name)
        elif top == "qgis" and package in QGIS_SUBMODULES:
            allowed = QGIS_SUBMODULES[package]
            if not any(name == a or name.startswith(a + ".") for a in allowed):
                wrong.append(name)
    return wrong


def test_the_rules_know_every_package():
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert folders - {"__pycache__"} <= set(RULES)


@pytest.mark.parametrize("path", sources(), ids=label)
def test_imports_only_what_its_package_may(path):
    assert violations(path) == []


def test_a_forbidden_import_is_seen(tmp_path, monkeypatch):
    fake = tmp_path / "segcr_qgis"
    (fake / "core").mkdir(parents=True)
    (fake / "engine").mkdir()
    bad = fake / "core" / "bad.py"
    bad.write_text(
        "def f():\n    import torch\n    from ..engine import run\n    from qgis import core\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", fake)
    assert violations(bad) == ["torch", "segcr_qgis.engine", "qgis.core"]


def test_training_is_imported_on_use_only():
    for path in sources():
        if label(path).startswith("cli/"):
            outer = imports(path, outermost_only=True)
            assert not [name for name in outer if name.startswith("segcr_qgis.training")], path


def test_rasterio_and_torch_wait_until_a_command_runs():
    # 'serve' must be able to say in the protocol that they are missing.
    for name in ("cli/main.py", "cli/serve.py", "cli/running.py", "cli/predict.py"):
        outer = imports(PACKAGE / name, outermost_only=True)
        assert not {"rasterio", "torch", "scipy"} & {n.split(".")[0] for n in outer}
    outer = imports(PACKAGE / "engine/server.py", outermost_only=True)
    assert all(n.split(".")[0] in STANDARD | {"segcr_qgis"} for n in outer)


def _writes(path: Path) -> list[str]:
    """Return assignments to, and mutating calls on, ``os.environ`` and ``sys.path``."""
    found = []
    targets = {"os.environ", "sys.path"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Delete)):
            changed = node.targets if not isinstance(node, ast.AugAssign) else [node.target]
            for target in changed:
                inner = target.value if isinstance(target, ast.Subscript) else target
                if ast.unparse(inner) in targets:
                    found.append(ast.unparse(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            reading = {"get", "copy", "items", "keys", "values", "index", "count"}
            owner = ast.unparse(node.func.value)
            if owner in targets and node.func.attr not in reading:
                found.append(ast.unparse(node))
            if owner == "os" and node.func.attr in ("putenv", "unsetenv"):
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", sources(), ids=label)
def test_nothing_writes_the_environment_or_the_import_path(path):
    assert _writes(path) == []


@pytest.mark.parametrize("path", sources(), ids=label)
def test_files_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAXIMUM_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MAXIMUM_FUNCTION_LINES, f"{label(path)}: {node.name}"


FORBIDDEN_CALLS = {"eval", "exec", "torch.load", "pickle.load", "pickle.loads", "os.system"}


@pytest.mark.parametrize("path", sources(), ids=label)
def test_nothing_shipped_can_run_foreign_code_or_hide_an_error(path):
    if label(path).startswith("training/"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        where = f"{label(path)}:{getattr(node, 'lineno', 0)}"
        assert not isinstance(node, ast.Assert), where
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in FORBIDDEN_CALLS, where
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, where
            assert not all(isinstance(step, ast.Pass) for step in node.body), where
    assert not {"pickle", "marshal", "shelve"} & {n.split(".")[0] for n in imports(path)}
