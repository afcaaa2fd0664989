"""Flux.1: text to image, image to image, inpainting; with control pictures, and Kontext."""

from .cases import CASES
from .checkpoints import CHECKPOINTS, make_inputs
