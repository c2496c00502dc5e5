"""Packages that replace others in the reader's browser. Each becomes a wheel of its own."""
