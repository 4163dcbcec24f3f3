"""Readers of training data; every one gives :class:`.scene.Scene` objects."""
