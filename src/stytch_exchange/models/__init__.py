"""The contract: one file for each object of the API, and nothing but models."""
