"""The networks: optical and radar in, land cover and a cloud-free image out."""
