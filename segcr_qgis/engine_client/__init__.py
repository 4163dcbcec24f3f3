"""Starts the engine process, talks to it, cancels it, and clears up after it."""
