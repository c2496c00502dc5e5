"""Facts about the models: one walk, and what follows from it."""
