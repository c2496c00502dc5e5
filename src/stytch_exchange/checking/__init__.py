"""Checking: report every place where a body does not match the API contract."""
