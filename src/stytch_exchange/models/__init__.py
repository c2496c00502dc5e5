"""The API contract as models: one file for each object of the API, and nothing else."""
