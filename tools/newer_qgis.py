"""Run QGIS's side of the tests on QGIS 3.40: ``python -m tools.newer_qgis [pytest arguments]``.

Debian 12's backports carry it. The packages are unpacked below build/ and used from there; the
QGIS that is installed stays as it is and lends the shared libraries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .places import BUILD, ENGINE_PYTHON, QGIS_PYTHON, ROOT, STAGE

SUITE = "bookworm-backports"
SOURCE = f"deb http://deb.debian.org/debian {SUITE} main\n"
#: Built from the same source, but not needed here; the documentation alone is large.
UNNEEDED = ("server", "-dev", "doc", "grass", "sip", "customwidgets")
FOLDER = BUILD / "qgis-backports"
UNPACKED = FOLDER / "root"


def apt(*words: str, folder: Path = FOLDER) -> subprocess.CompletedProcess[str]:
    """Run an apt command with a list of sources of our own."""
    options = [
        f"Dir::Etc::SourceList={folder / 'sources.list'}",
        "Dir::Etc::SourceParts=/dev/null",
        f"Dir::State::Lists={folder / 'lists'}",
        f"Dir::Cache={folder / 'cache'}",
        "APT::Sandbox::User=root",
    ]
    flags = [part for option in options for part in ("-o", option)]
    return subprocess.run(
        [words[0], *flags, *words[1:]], cwd=folder / "debs", capture_output=True, text=True
    )


def prepare() -> str:
    """Download and unpack what is missing; return why that cannot be done, '' where it is done."""
    if (UNPACKED / "usr" / "bin").is_dir():
        return ""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return "this is no Debian"
    for name in ("debs", "lists/partial", "cache/archives/partial"):
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
    (FOLDER / "sources.list").write_text(SOURCE, encoding="utf-8")
    updated = apt("apt-get", "update", "-q")
    if updated.returncode != 0:
        return f"{SUITE} cannot be reached"
    names = _versioned()
    if not names:
        return f"{SUITE} does not carry QGIS"
    fetched = apt("apt-get", "download", "-q", *names)
    if fetched.returncode != 0:
        return f"{SUITE}: {fetched.stderr.strip()[-300:]}"
    for package in sorted((FOLDER / "debs").glob("*.deb")):
        subprocess.run(["dpkg", "-x", str(package), str(UNPACKED)], check=True)
    return ""


def _versioned() -> list[str]:
    """Return the packages built together with QGIS, as the suite lists them."""
    shown = apt("apt-cache", "show", "qgis").stdout
    version = next((s.split(": ")[1] for s in shown.splitlines() if s.startswith("Version: ")), "")
    if not version:
        return []
    # Everything of the same source and version: QGIS's own libraries carry their version in
    # their names. What they need besides comes from the suite where Debian 12's is too old.
    listed = apt("apt-cache", "dumpavail").stdout
    names = []
    for block in listed.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        source = fields.get("Source", fields.get("Package", "")).split(" ")[0]
        wanted = source == "qgis" and fields.get("Version") == version
        unneeded = any(word in fields.get("Package", "") for word in UNNEEDED)
        if wanted and not unneeded and fields.get("Architecture") in ("all", _architecture()):
            names.append(fields["Package"])
    return names


def _architecture() -> str:
    return subprocess.run(
        ["dpkg", "--print-architecture"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


def environment() -> dict[str, str]:
    """Return the variables that make Python and QGIS's libraries those of the unpacked copy."""
    usr = UNPACKED / "usr"
    libraries = next(iter(sorted(usr.glob("lib/*-linux-gnu"))), usr / "lib")
    python = [
        STAGE.parent,
        ROOT,
        usr / "lib" / "python3" / "dist-packages",
        usr / "share" / "qgis" / "python",
        usr / "share" / "qgis" / "python" / "plugins",
    ]
    return {
        **os.environ,
        "LD_LIBRARY_PATH": os.pathsep.join(
            str(path) for path in (usr / "lib", libraries, libraries / "pulseaudio")
        ),
        "QGIS_PREFIX_PATH": str(usr),
        "PYTHONPATH": os.pathsep.join(str(path) for path in python),
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SEGCR_ENGINE_PYTHON": os.environ.get("SEGCR_ENGINE_PYTHON") or str(ENGINE_PYTHON),
    }


def main(arguments: list[str]) -> int:
    """Prepare, say the version, run the tests; return the exit status."""
    reason = prepare()
    if reason:
        print(f"not run: QGIS 3.40 is not to be had here ({reason})")
        return 0
    variables = environment()
    asked = subprocess.run(
        [str(QGIS_PYTHON), "-c", "from qgis.core import Qgis; print(Qgis.version())"],
        env=variables,
        capture_output=True,
        text=True,
    )
    if asked.returncode != 0:
        print(f"QGIS of {SUITE} does not start: {asked.stderr.strip()[-800:]}", file=sys.stderr)
        return 1
    print(f"QGIS {asked.stdout.strip()}", flush=True)
    tests = arguments or ["tests/in_qgis"]
    return subprocess.run(
        [str(QGIS_PYTHON), "-m", "pytest", "-p", "tests._headless", *tests],
        cwd=ROOT,
        env=variables,
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
