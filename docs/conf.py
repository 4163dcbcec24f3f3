"""How the user guide is built: ``make docs``."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

project = "SegCR for QGIS"
author = "SegCR team"
release = re.search(r"(?m)^version=(\S+)", (ROOT / "metadata.txt").read_text())[1]
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["README.md"]
html_theme = "furo"
html_title = f"SegCR {release}"
html_logo = "../resources/icons/segcr.svg"
html_favicon = "../resources/icons/segcr.svg"
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
# Links out of the guide into the repository, which only a checkout has.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure", "toc.not_included"]
