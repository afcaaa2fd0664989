"""Stable Diffusion 1.x and 2.x: text to image, image to image, inpainting."""

from . import cases, conversions
from .checkpoints import CHECKPOINTS, make_inputs

CASES = [*cases.CASES, *conversions.CASES]
