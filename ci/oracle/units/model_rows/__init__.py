"""The rows of models.py: configurations of tiny models, and what they are called with."""
