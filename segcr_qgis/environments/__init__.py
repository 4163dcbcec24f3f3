"""Where a Python with the engine's libraries lies, what it holds, and what it is started with."""
