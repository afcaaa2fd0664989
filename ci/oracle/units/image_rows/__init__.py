"""The rows of images.py."""
