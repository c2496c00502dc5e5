"""Checking: everything that departs from the contract in a body, as a report."""
