"""Stable Diffusion XL: text to image, image to image, inpainting; base, refiner and inpainting checkpoints."""

from .cases import CASES
from .checkpoints import CHECKPOINTS, make_inputs
