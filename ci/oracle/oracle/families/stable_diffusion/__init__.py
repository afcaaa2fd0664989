"""Stable Diffusion 1.x and 2.x: text to image, image to image, inpainting."""

from .cases import CASES
from .checkpoints import CHECKPOINTS, make_inputs
