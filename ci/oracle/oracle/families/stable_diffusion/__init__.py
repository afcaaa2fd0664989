"""Stable Diffusion 1.x and 2.x: text to image, image to image, inpainting."""

from . import autoencoders, cases, checkpoints, conversions, methods, schedulers
from .checkpoints import make_inputs

CHECKPOINTS = checkpoints.CHECKPOINTS | autoencoders.CHECKPOINTS
CASES = [*cases.CASES, *autoencoders.CASES, *schedulers.CASES, *methods.CASES, *conversions.CASES]
