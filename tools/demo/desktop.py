"""QGIS Desktop on a virtual screen: started, driven by a script inside it, photographed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from ..places import ENGINE_PYTHON, PLUGIN, STAGE

SCREEN = "1600x1000x24"
DRIVER = Path(__file__).with_name("driver.py")
PROFILE_SETTINGS = f"""[PythonPlugins]
{PLUGIN}=true

[core]
NewsFeed\\http_feed.qgis.org\\disabled=true

[qgis]
checkVersion=false
showTips=false
"""


def why_not() -> str:
    """Return why no pictures of QGIS can be taken here; empty when they can."""
    missing = [name for name in ("Xvfb", "openbox", "qgis") if not shutil.which(name)]
    return f"{', '.join(missing)} not installed" if missing else ""


@contextmanager
def virtual_screen(size: str = SCREEN) -> Iterator[str]:
    """Start Xvfb and a window manager; yield the display's name; end both."""
    reading, writing = os.pipe()
    arguments = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    null = subprocess.DEVNULL
    server = subprocess.Popen(arguments, pass_fds=(writing,), stdin=null, stdout=null, stderr=null)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    if not number:
        server.wait()
        raise RuntimeError("Xvfb did not start")
    display = f":{number}"
    manager = subprocess.Popen(
        ["openbox"], env={**os.environ, "DISPLAY": display}, stdin=null, stdout=null, stderr=null
    )
    try:
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def plugin_variables() -> dict[str, str]:
    """Return the variables that show QGIS the staged plugin and the checkout's engine."""
    return {"QGIS_PLUGINPATH": str(STAGE.parent), "SEGCR_ENGINE_PYTHON": str(ENGINE_PYTHON)}


def drive(
    folder: Path,
    task: Mapping[str, object],
    timeout: float,
    driver: Path = DRIVER,
    settings_text: str = PROFILE_SETTINGS,
    variables: Optional[Mapping[str, str]] = None,
    screen: str = SCREEN,
) -> dict[str, object]:
    """Run QGIS with the driver on ``task`` and return what the driver wrote.

    Parameters
    ----------
    folder : Path
        For the private profile, the log and the driver's answer.
    task : mapping
        What to do, see the driver; JSON-ready.
    timeout : float
        Seconds after which QGIS is ended.
    driver : Path
        The script that runs inside QGIS.
    settings_text : str
        The profile's settings.
    variables : mapping, optional
        Environment variables; :func:`plugin_variables` by default.
    screen : str
        Width, height and depth of the virtual screen.
    """
    shutil.rmtree(folder, ignore_errors=True)
    settings = folder / "profiles" / "profiles" / "default" / "QGIS"
    settings.mkdir(parents=True)
    (settings / "QGIS3.ini").write_text(settings_text, encoding="utf-8")
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    answer = folder / "answer.json"
    (folder / "task.json").write_text(json.dumps({**task, "answer": str(answer)}))
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "QGIS", "QT_", "VIRTUAL_ENV", "SEGCR_"))
    }
    with virtual_screen(screen) as display, (folder / "qgis.log").open("wb") as log:
        environment = {
            **kept,
            "DISPLAY": display,
            # QGIS starts the python3 it finds first: it must be the system's, which has qgis.
            "PATH": "/usr/bin:" + kept.get("PATH", ""),
            "XDG_RUNTIME_DIR": str(runtime),
            **(plugin_variables() if variables is None else variables),
            "SEGCR_DEMO_TASK": str(folder / "task.json"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        arguments = ["qgis", "--profiles-path", str(folder / "profiles"), "--nologo"]
        arguments += ["--noversioncheck", "--code", str(driver)]
        process = subprocess.Popen(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            code = None
    if not answer.is_file():
        how = "did not end in time" if code is None else f"ended with status {code}"
        log_end = (folder / "qgis.log").read_text("utf-8", "replace")[-1500:]
        raise RuntimeError(f"QGIS {how} and took no pictures:\n{log_end}")
    told: dict[str, object] = json.loads(answer.read_text())
    told["exit_status"] = code
    return told
