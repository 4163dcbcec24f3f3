"""The dock panel: a plain face on the Processing algorithm, which does the work."""
