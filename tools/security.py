"""What the plugin site scans an upload for, and a little more: ``python -m tools.security``.

Bandit with every test on and its comments of leave ignored, detect-secrets, and flake8, on the
sources and on the unpacked ZIP. The only findings allowed are those of :data:`STARTS`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from .places import PLUGIN, ROOT, archive

#: Where a process is started, how many times, and why: always an argument list, never a shell.
STARTS = {
    "engine_client/process.py": (2, "the engine, and taskkill by its full path on Windows"),
    "engine_client/command.py": (1, "one command of the engine"),
    "environments/gather.py": (1, "a Python the user chose, to ask for its version"),
    "environments/install.py": (2, "pip or uv, when the user asks for the engine to be set up"),
    "environments/probe.py": (1, "the engine's Python, to ask which libraries it has"),
}
#: B404 is the import of subprocess, B603 a call of it without a shell.
IMPORT, CALL = "B404", "B603"
#: Black's and ruff's way to write slices and long conditions, which pycodestyle takes for errors.
STYLE = "E203,W503"
LOCKS = ("resources/engine/torch.txt", "resources/engine/light.txt")
AUDIT_SECONDS = 60


def _tool(name: str, *words: str, cwd: Path = ROOT, seconds: float = 600) -> tuple[int, str, str]:
    command = [str(ROOT / ".venv-security" / "bin" / name), *words]
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False
    )
    return done.returncode, done.stdout, done.stderr


def bandit(folder: Path) -> list[str]:
    """Return what Bandit finds beyond the allowed starts of processes."""
    words = ["-r", str(folder), "-f", "json", "-q", "--ignore-nosec"]
    _, said, problem = _tool("bandit", *words, "-x", str(folder / "training"))
    report = json.loads(said)
    found = [f"bandit could not read {error['filename']}" for error in report["errors"]]
    if not report["metrics"]["_totals"]["loc"]:
        found.append(f"bandit read nothing {problem}")
    seen: Counter[tuple[str, str]] = Counter()
    for result in report["results"]:
        file = Path(result["filename"]).relative_to(folder).as_posix()
        seen[file, result["test_id"]] += 1
        calls = STARTS.get(file, (0, ""))[0]
        allowed = {IMPORT: min(calls, 1), CALL: calls}.get(result["test_id"], 0)
        if seen[file, result["test_id"]] > allowed:
            place = f"{file}:{result['line_number']}"
            found.append(f"bandit {result['test_id']} {place} {result['issue_text']}")
    for file, (calls, _) in STARTS.items():
        if seen[file, CALL] < calls:
            found.append(f"{file} starts fewer processes than its entry in STARTS allows")
    return found


def secrets(folder: Path) -> list[str]:
    """Return what detect-secrets takes for a secret."""
    _, said, problem = _tool("detect-secrets", "scan", "--all-files", str(folder))
    if not said:
        return [f"detect-secrets did not run: {problem[-300:]}"]
    return [
        f"detect-secrets {Path(file).name}:{entry['line_number']} {entry['type']}"
        for file, entries in json.loads(said)["results"].items()
        for entry in entries
    ]


def flake8(folder: Path) -> list[str]:
    """Return what flake8 finds at the site's line length."""
    # The trainer stays behind: its pages of Markdown are as long as they are.
    words = ["--isolated", "--max-line-length", "120", "--extend-ignore", STYLE]
    words += ["--exclude", "training"]
    _, said, problem = _tool("flake8", *words, str(folder))
    return [f"flake8 {line}" for line in (said + problem).splitlines()]


def kinds(folder: Path) -> list[str]:
    """Return the files the site calls suspicious: executable, hidden or binary programs."""
    programs = (".exe", ".dll", ".so", ".dylib", ".pyd", ".bat", ".sh", ".jar")
    return [
        f"{path.name} is executable, hidden or a program"
        for path in folder.rglob("*")
        if path.is_file()
        and (path.suffix in programs or path.name.startswith(".") or path.stat().st_mode & 0o111)
    ]


def audit() -> str:
    """Return what pip-audit says of the locks, or why it was not run."""
    for lock in LOCKS:
        words = ["-r", str(ROOT / lock), "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        try:
            code, said, problem = _tool("pip-audit", *words, seconds=AUDIT_SECONDS)
        except subprocess.TimeoutExpired:
            return "not run: its service does not answer"
        if "vulnerabilit" not in said + problem:
            last = (said + problem).strip().splitlines()
            return f"not run: {last[-1][:120] if last else 'it says nothing'}"
        if code:
            return f"{lock}: {said.strip()}"
    return "no known vulnerability in the locks"


def main() -> int:
    """Scan the sources and the unpacked ZIP; return the exit status."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        with zipfile.ZipFile(archive()) as bundle:
            bundle.extractall(name)
        for folder in (ROOT / PLUGIN, Path(name) / PLUGIN):
            place = "sources" if folder.parent == ROOT else "unpacked ZIP"
            checks = [bandit, secrets, flake8]
            if place == "unpacked ZIP":
                checks.append(kinds)
            for check in checks:
                sentences = check(folder)
                print(f"security: {place}: {check.__name__}: {len(sentences)} findings")
                found += sentences
    for file, (calls, reason) in STARTS.items():
        print(f"security: allowed: {file} starts {calls}: {reason}")
    told = audit()
    print(f"security: pip-audit: {told}")
    if not told.startswith(("not run", "no known")):
        found.append(told)
    for sentence in found:
        print(f"security: {sentence}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
