"""Writes the fixtures: tiny checkpoints in the Hugging Face layout and the pictures and tensors that the cases use."""

import shutil
from pathlib import Path

from diffusers import DiffusionPipeline

from .families import FAMILIES


def make_checkpoints(root: Path, wanted) -> None:
    """Writes every wanted checkpoint to `root/checkpoints/<name>`."""
    for family in FAMILIES.values():
        for name, build in family.CHECKPOINTS.items():
            if wanted(name):
                folder = root / "checkpoints" / name
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                pipeline = build(folder)
                if isinstance(pipeline, DiffusionPipeline):
                    pipeline.save_pretrained(folder, safe_serialization=True)
                for file in folder.rglob("*.safetensors"):
                    file.chmod(0o644)
