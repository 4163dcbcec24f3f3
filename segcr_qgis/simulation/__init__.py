"""Simulated clouds and procedural landscapes; what they make is called simulated everywhere."""
