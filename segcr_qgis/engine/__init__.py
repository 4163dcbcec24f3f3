"""Carries out a run: windowed reads, tiles through a network, blended rows written as they end."""
