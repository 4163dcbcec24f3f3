"""Where the user guide is: the one that ships, else the one on the web."""

from __future__ import annotations

from .places import resources

ONLINE = "https://github.com/segcr/segcr_qgis/blob/main/docs/"


def guide_address(page: str = "index") -> str:
    """Return the address of a page of the user guide.

    Parameters
    ----------
    page : str
        Name of its file in ``docs`` without the ending, such as ``results``.
    """
    shipped = resources() / "help" / "guide" / f"{page}.html"
    return shipped.as_uri() if shipped.is_file() else f"{ONLINE}{page}.md"
