"""From machine facts to the commands that set an engine up. Pure: nothing is run or read here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Optional, Union

from ..core.errors import SegcrError
from .engines import CPU, LIGHT, Engine, engines_for
from .machine import FoundPython, MachineFacts
from .uv_wheels import UvWheel, uv_wheel

MEGABYTE = 1_000_000
#: The Python that uv brings where the machine has none; Intel Macs have wheels for 3.10 only.
UV_PYTHON, UV_PYTHON_INTEL_MAC = "3.12", "3.10"
#: On macOS and Windows uv brings a Python of about this size; downloaded, unpacked.
UV_DOWNLOAD_MB, UV_DISK_MB = 60, 160


@dataclass(frozen=True)
class Choice:
    """What the user chose.

    Attributes
    ----------
    engine : str
        Key of an engine; '' for the recommended one.
    python : str
        A Python to build on; '' for the best one found.
    wheels : str
        A folder of wheel files to install from instead of the network.
    index : str
        A package index to use instead of the configured one.
    requirement : str
        Replaces the engine's own pin (for developers who try another PyTorch).
    """

    engine: str = ""
    python: str = ""
    wheels: str = ""
    index: str = ""
    requirement: str = ""


@dataclass(frozen=True)
class Command:
    """A program to run.

    ``otherwise`` is run in its place where the index does not carry a pinned version.
    """

    phase: str
    arguments: tuple[str, ...]
    variables: tuple[tuple[str, str], ...] = ()
    otherwise: Optional[Command] = None


@dataclass(frozen=True)
class FetchUv:
    """Get the program ``uv`` and put it at ``target``, its digest checked."""

    phase: str
    wheel: UvWheel
    target: str


Step = Union[Command, FetchUv]


@dataclass(frozen=True)
class Plan:
    """What will be done, said before it is done.

    ``folder`` is the environment, ``python`` its Python, sizes are in megabytes.
    """

    engine: Engine
    folder: str
    python: str
    base: str
    steps: tuple[Step, ...]
    download_mb: int
    disk_mb: int


def path_of(platform: str) -> type[PurePath]:
    """Return how that platform writes paths."""
    return PureWindowsPath if platform == "win32" else PurePosixPath


def python_of(folder: str, platform: str) -> str:
    """Return where an environment in ``folder`` keeps its Python."""
    inside = "Scripts/python.exe" if platform == "win32" else "bin/python"
    return str(path_of(platform)(folder) / inside)


def best_python(facts: MachineFacts, engine: Engine) -> Optional[FoundPython]:
    """Return the Python to build on: the newest that all libraries exist for."""
    intel_mac = facts.platform == "darwin" and facts.processor == "x86_64"
    usable = [
        python
        for python in facts.pythons
        if python.supported
        and not python.bundled
        and (python.makes_environments or facts.uv)
        and not (intel_mac and engine.key == LIGHT.key and python.version[:2] != (3, 10))
    ]
    # 3.14 last: its wheels are the youngest.
    return max(usable, key=lambda p: (p.version < (3, 14, 0), p.version), default=None)


def make_plan(facts: MachineFacts, choice: Choice, entry: str, lock: str, folder: str = "") -> Plan:
    """Return what to do to set up an engine on this machine.

    Parameters
    ----------
    facts : MachineFacts
    choice : Choice
    entry : str
        The engine's script, which checks the environment at the end.
    lock : str
        The file of pins.
    folder : str
        Where to make the environment; '' for the managed place, named after kind and lock.

    Raises
    ------
    SegcrError
        ``setup_unsupported``, ``setup_python`` or ``setup_disk``.
    """
    engine = choose_engine(facts, choice.engine)
    join = path_of(facts.platform)
    folder = folder or str(join(facts.home) / f"{engine.key}-{engine.lock_hash()}")
    python = python_of(folder, facts.platform)
    making, base, by_uv = _making(facts, choice, engine, folder)
    disk = engine.disk_mb + (UV_DISK_MB if by_uv else 0)
    # A fifth more: pip unpacks into a second place before it moves.
    if facts.free_bytes < disk * 1.2 * MEGABYTE:
        raise SegcrError(
            "setup_disk",
            needed=round(disk * 1.2),
            free=round(facts.free_bytes / MEGABYTE),
            folder=folder,
        )
    return Plan(
        engine=engine,
        folder=folder,
        python=python,
        base=base,
        steps=(
            *making,
            _installing(python, engine, choice, lock),
            Command("checking", (python, "-I", "-X", "utf8", entry, "doctor", "--json")),
        ),
        download_mb=0 if choice.wheels else engine.download_mb + (UV_DOWNLOAD_MB if by_uv else 0),
        disk_mb=disk,
    )


def choose_engine(facts: MachineFacts, key: str) -> Engine:
    """Return the engine of that key, or the recommended one for ''."""
    offered = {engine.key: engine for engine in engines_for(facts)}
    if not offered or (key and key not in offered):
        raise SegcrError(
            "setup_unsupported",
            engine=key or CPU.key,
            system=f"{facts.system or facts.platform} {facts.processor}",
        )
    return offered[key] if key else next(iter(offered.values()))


def _making(
    facts: MachineFacts, choice: Choice, engine: Engine, folder: str
) -> tuple[tuple[Step, ...], str, bool]:
    """Return the steps that make the empty environment, its base, whether uv brings a Python."""
    if choice.python:
        base = next((p for p in facts.pythons if p.path == choice.python), None)
        if base is not None and not base.supported:
            raise SegcrError("setup_python", python=base.path, version=base.label())
        chosen = choice.python
        if base is None or base.makes_environments or not facts.uv:
            return (Command("making", (chosen, "-I", "-m", "venv", folder)),), chosen, False
        return (_uv_venv(facts, facts.uv, chosen, folder),), chosen, False
    found = best_python(facts, engine)
    if found is not None and found.makes_environments:
        return (Command("making", (found.path, "-I", "-m", "venv", folder)),), found.path, False
    if found is not None:
        return (_uv_venv(facts, facts.uv, found.path, folder),), found.path, False
    intel_mac = facts.platform == "darwin" and facts.processor == "x86_64"
    wanted = UV_PYTHON_INTEL_MAC if intel_mac else UV_PYTHON
    if facts.uv:
        return (_uv_venv(facts, facts.uv, wanted, folder),), f"Python {wanted} (uv)", True
    wheel = uv_wheel(facts.platform, facts.processor)
    if wheel is None or choice.wheels:
        raise SegcrError("setup_python", python="Python", version="-")
    tool = str(path_of(facts.platform)(facts.home) / "tools" / wheel.program)
    steps = (FetchUv("fetching", wheel, tool), _uv_venv(facts, tool, wanted, folder))
    return steps, f"Python {wanted} (uv)", True


def _uv_venv(facts: MachineFacts, uv: str, python: str, folder: str) -> Command:
    home = path_of(facts.platform)(facts.home)
    variables = (
        ("UV_PYTHON_INSTALL_DIR", str(home / "python")),
        ("UV_PYTHON_INSTALL_BIN", "0"),
        ("UV_NO_CONFIG", "1"),
    )
    # Seeded with pip, so that from here on every way is the same way.
    arguments = (uv, "venv", "--seed", "--allow-existing", "--no-project", "--python", python)
    arguments = (*arguments, folder)
    return Command("making", arguments, variables)


def _installing(python: str, engine: Engine, choice: Choice, lock: str) -> Command:
    pip = (python, "-I", "-X", "utf8", "-m", "pip", "install", "--disable-pip-version-check")
    # Building from source needs compilers that users do not have: fail early and clearly.
    options = ("--no-input", "--progress-bar", "off", "--only-binary", ":all:")
    wanted = choice.requirement or engine.requirement
    what = (*((wanted,) if wanted else ()), "-r", lock)
    if choice.wheels:
        return Command(
            "installing", (*pip, *options, "--no-index", "--find-links", choice.wheels, *what)
        )
    source = ("--index-url", choice.index) if choice.index else ()
    plain = (*pip, *options, *source)
    second = None
    if engine.index:
        second = Command("installing", (*plain, "--extra-index-url", engine.index, *what))
    return Command("installing", (*plain, *what), otherwise=second)
