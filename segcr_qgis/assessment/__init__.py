"""Scores: class maps against references, restored images against the truth."""
