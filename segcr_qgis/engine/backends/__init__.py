"""What runs a network; :mod:`torch_backend` is the only file that imports torch."""
