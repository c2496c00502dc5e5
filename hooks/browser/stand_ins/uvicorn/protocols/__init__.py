"""Protocols, of which there is only HTTP."""
