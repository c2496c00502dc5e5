"""Ratios to the official SDK, side by side in one run: `make bench`."""
