"""What Raccordo does in how long, measured on this machine now: `make bench`."""
