"""Writes the fixtures: tiny checkpoints in the Hugging Face layout and the pictures and tensors that the cases use."""

import shutil
from pathlib import Path

from diffusers import DiffusionPipeline

from .families import FAMILIES
from .pictures import make_inputs


def make_fixtures(root: Path) -> None:
    """Writes `root/checkpoints/<name>` and `root/inputs`."""
    for folder in (root / "checkpoints", root / "inputs"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    make_inputs(root / "inputs")
    for family in FAMILIES.values():
        for name, build in family.CHECKPOINTS.items():
            folder = root / "checkpoints" / name
            folder.mkdir()
            built = build(folder)
            if isinstance(built, DiffusionPipeline):
                built.save_pretrained(folder, safe_serialization=True)
        if hasattr(family, "make_inputs"):
            family.make_inputs(root / "inputs")
    for file in root.rglob("*.safetensors"):
        file.chmod(0o644)
