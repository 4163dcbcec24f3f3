"""Run QGIS's side of the tests on QGIS 3.40: ``python -m tools.newer_qgis [pytest arguments]``.

Debian 12's backports carry it. The packages are unpacked below build/ and used from there; the
QGIS that is installed stays as it is and lends the shared libraries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from .places import BUILD, ENGINE_PYTHON, QGIS_PYTHON, ROOT, STAGE

SUITE = "bookworm-backports"
SOURCES = f"""\
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian {SUITE} main
"""
PACKAGES = ("qgis", "python3-qgis")
FOLDER = BUILD / "qgis-backports"
UNPACKED = FOLDER / "root"


def apt(*words: str) -> subprocess.CompletedProcess[str]:
    """Run apt-get with sources, lists and a cache of our own; nothing is installed."""
    options = [
        f"Dir::Etc::SourceList={FOLDER / 'sources.list'}",
        "Dir::Etc::SourceParts=/dev/null",
        f"Dir::State::Lists={FOLDER / 'lists'}",
        f"Dir::Cache={FOLDER / 'cache'}",
        "APT::Sandbox::User=root",
        "Debug::NoLocking=1",
    ]
    flags = [part for option in options for part in ("-o", option)]
    return subprocess.run(["apt-get", *flags, *words], capture_output=True, text=True)


def prepare() -> str:
    """Download and unpack what is missing; return why that cannot be done, '' where it is done."""
    if (UNPACKED / "usr" / "bin").is_dir():
        return ""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return "this is no Debian"
    for name in ("lists/partial", "cache/archives/partial"):
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
    (FOLDER / "sources.list").write_text(SOURCES, encoding="utf-8")
    if apt("update", "-q").returncode != 0:
        return f"{SUITE} cannot be reached"
    # What the installed QGIS has already is not fetched again.
    wanted = ("--download-only", "--no-install-recommends", "-y", "-t", SUITE, *PACKAGES)
    fetched = apt("install", "-q", *wanted)
    packages = sorted((FOLDER / "cache" / "archives").glob("*.deb"))
    if fetched.returncode != 0 or not any(p.name.startswith("qgis_3.4") for p in packages):
        return f"{SUITE} does not carry it: {fetched.stderr.strip()[-300:]}"
    partial = UNPACKED.with_name("root.part")
    for package in packages:
        subprocess.run(["dpkg", "-x", str(package), str(partial)], check=True)
    partial.replace(UNPACKED)
    return ""


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
        # Not the checkout's code: what is tested is what ships.
        "PYTHONSAFEPATH": "1",
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
