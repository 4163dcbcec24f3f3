"""The Processing provider, its algorithms, and how their results look."""
