"""The picture test: QGIS Desktop driven through the whole story, looked at and asserted."""
