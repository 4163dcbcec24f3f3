"""Machines to plan for: one of every kind that users have."""

from __future__ import annotations

from dataclasses import replace

from segcr_qgis.environments.machine import FoundPython, MachineFacts, Nvidia

GIGABYTE = 1_000_000_000

LINUX = MachineFacts(
    platform="linux",
    processor="x86_64",
    home="/home/ada/.local/share/segcr/engine",
    free_bytes=50 * GIGABYTE,
    system="Linux 6.1",
    pythons=(FoundPython("/usr/bin/python3", (3, 11, 2)),),
)
WINDOWS = MachineFacts(
    platform="win32",
    processor="x86_64",
    home=r"C:\Users\Ada L\AppData\Local\segcr\engine",
    free_bytes=50 * GIGABYTE,
    system="Windows 11",
    pythons=(FoundPython(r"C:\OSGeo4W\apps\Python312\python.exe", (3, 12, 4), bundled=True),),
)
MAC = MachineFacts(
    platform="darwin",
    processor="arm64",
    home="/Users/ada/Library/Application Support/segcr/engine",
    free_bytes=50 * GIGABYTE,
    system="Darwin 25.0",
    release=(15, 3),
    pythons=(FoundPython("/opt/homebrew/bin/python3.13", (3, 13, 1)),),
)
INTEL_MAC = replace(MAC, processor="x86_64", pythons=())
RTX = Nvidia("NVIDIA GeForce RTX 4070", 581, (8, 9))
PASCAL = Nvidia("NVIDIA GeForce GTX 1080", 565, (6, 1))
BLACKWELL = Nvidia("NVIDIA GeForce RTX 5090", 572, (12, 0))
OLD_DRIVER = Nvidia("NVIDIA GeForce RTX 2060", 470, (7, 5))

EVERY_PLATFORM = {
    "linux": LINUX,
    "linux arm": replace(LINUX, processor="arm64"),
    "windows": WINDOWS,
    "mac": MAC,
    "intel mac": INTEL_MAC,
}
