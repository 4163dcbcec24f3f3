"""Everything a helper wants to know of a set-up that fails, as Markdown to paste into a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from .advice import without_secrets
from .engines import engines_for
from .machine import MachineFacts
from .managed import ManagedEnvironment
from .plan import Command, Plan


def diagnostics(
    facts: Optional[MachineFacts],
    versions: Mapping[str, str],
    environments: Sequence[ManagedEnvironment],
    plan: Optional[Plan],
    output: str,
) -> str:
    """Return the report; names and passwords in addresses are masked.

    Parameters
    ----------
    facts : MachineFacts, optional
        None where the machine was not looked at yet.
    versions : mapping
        What else has a version: QGIS, Qt, the plugin.
    environments : sequence of ManagedEnvironment
    plan : Plan, optional
    output : str
        The installer's last lines.
    """
    lines = ["### SegCR engine diagnostics", ""]
    lines += [f"- {name}: {value}" for name, value in versions.items()]
    if facts is not None:
        lines += [
            f"- System: {facts.system}, {facts.processor}",
            f"- Place: `{facts.home}`, {facts.free_bytes / 1e9:.1f} GB free",
            f"- Graphics card: {_card(facts)}",
            f"- uv: {f'`{facts.uv}`' if facts.uv else 'none'}",
            f"- Proxy of QGIS: {'set' if facts.proxy else 'none'}",
            f"- Package index: {facts.index or 'as pip is configured'}",
            f"- Engines offered: {', '.join(e.key for e in engines_for(facts)) or 'none'}",
        ]
        lines += [f"- Python {p.label()}: `{p.path}`{_remarks(p)}" for p in facts.pythons]
    for made in environments:
        state = "current" if made.current else "of another version"
        lines.append(f"- Environment `{made.folder}`: {made.engine}, {state}, made {made.made}")
    if plan is not None:
        commands = [" ".join(s.arguments) for s in plan.steps if isinstance(s, Command)]
        lines += ["", "```", *commands, "```"]
    if output.strip():
        lines += ["", "```", *output.strip().splitlines()[-60:], "```"]
    return without_secrets("\n".join(lines)) + "\n"


def _card(facts: MachineFacts) -> str:
    if facts.nvidia is None:
        return "no NVIDIA card answers"
    major, minor = facts.nvidia.capability
    return f"{facts.nvidia.name}, driver {facts.nvidia.driver}, capability {major}.{minor}"


def _remarks(python: object) -> str:
    said = []
    if not getattr(python, "supported", True):
        said.append("not supported")
    if not getattr(python, "makes_environments", True):
        said.append("lacks venv or ensurepip")
    if getattr(python, "bundled", False):
        said.append("part of QGIS, not used")
    return f" ({', '.join(said)})" if said else ""
