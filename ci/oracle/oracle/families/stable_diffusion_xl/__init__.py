"""Stable Diffusion XL: text to image, image to image, inpainting; base, refiner and inpainting checkpoints."""

from . import cases, others
from .checkpoints import CHECKPOINTS, make_inputs

CASES = [*cases.CASES, *others.CASES]
