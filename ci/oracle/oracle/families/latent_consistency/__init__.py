"""Latent consistency models on Stable Diffusion's components: text to image and image to image."""

from .cases import CASES
from .checkpoints import CHECKPOINTS
