"""Training: from data on disk to a model package. Not part of the plugin ZIP."""
