"""Stable Diffusion 3: plain, with perturbed attention, with ControlNets."""

from .cases import CASES
from .checkpoints import CHECKPOINTS, make_inputs

__all__ = ["CASES", "CHECKPOINTS", "make_inputs"]
