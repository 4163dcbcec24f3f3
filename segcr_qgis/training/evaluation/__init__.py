"""Scores of a model on a dataset or on the held-out scenes: rows, means, intervals, pages."""
