"""The demonstration: every scene through the staged plugin, pictures, one table."""
