"""The pipeline families. A family is a module with CHECKPOINTS (name → function that builds a pipeline or writes a folder) and CASES."""

from . import stable_diffusion

FAMILIES = {"stable-diffusion": stable_diffusion}
