"""Classes by their names."""

import diffusers
import transformers
from diffusers.models import controlnets
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker

from .replies import Skipped


def class_named(name: str) -> type:
    """The class that an environment's diffusers or transformers has under this name; diffusers does not export all of its ControlNets."""
    if name == "StableDiffusionSafetyChecker":
        return StableDiffusionSafetyChecker
    for library in (diffusers, transformers, controlnets):
        if hasattr(library, name):
            return getattr(library, name)
    raise Skipped(f"neither diffusers {diffusers.__version__} nor transformers {transformers.__version__} has {name}")
