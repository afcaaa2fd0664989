"""`random`: draws of one of torch's generators."""

from pathlib import Path

import torch

from .. import tensorfile
from .replies import Malformed, Skipped, upstream

_FLOATS = {"float16": torch.float16, "float32": torch.float32, "float64": torch.float64}


def random(message: dict) -> dict:
    with upstream():
        generator = torch.Generator().manual_seed(message["seed"])
    tensors = {
        f"random.{number}.{draw['kind']}": _draw(draw, generator).numpy() for number, draw in enumerate(message["draws"])
    }
    output = Path(message["output"])
    output.mkdir(parents=True, exist_ok=True)
    file = output / "random.safetensors"
    tensorfile.write(file, tensors)
    return {"file": str(file)}


def _draw(draw: dict, generator: torch.Generator) -> torch.Tensor:
    kind = draw["kind"]
    if kind in ("normal", "uniform"):
        dtype = draw.get("dtype", "float32")
        if dtype not in _FLOATS:
            raise Skipped(f"numpy has no {dtype}")
        function = torch.randn if kind == "normal" else torch.rand
        with upstream():
            return function(draw["shape"], generator=generator, dtype=_FLOATS[dtype])
    if kind == "randint":
        with upstream():
            return torch.randint(draw.get("low", 0), draw["high"], draw["shape"], generator=generator)
    if kind == "randperm":
        with upstream():
            return torch.randperm(draw["n"], generator=generator)
    raise Malformed(f"there are no draws of the kind {kind}")
