"""SegCR for QGIS: land-cover mapping and cloud removal from optical and radar images."""


def classFactory(iface):  # noqa: N802 - QGIS looks the name up
    """Return the plugin; QGIS calls this once when it loads the folder."""
    from .plugin import SegcrPlugin

    return SegcrPlugin(iface)
