"""What a run returned, for people and for other programs: pictures and plain tensors."""

from pathlib import Path

import numpy
import PIL.Image

from . import tensorfile
from .transcript import Transcript


def write_pictures(transcript: Transcript, folder: Path) -> None:
    """`image-0.png` and on, rounded as diffusers rounds."""
    images = transcript.entries.get("images")
    if images is None:
        return
    if images.dtype.kind == "f":
        images = (images * 255).round().astype(numpy.uint8)
    for index, image in enumerate(images):
        PIL.Image.fromarray(image).save(folder / f"image-{index}.png")


def write_results(transcript: Transcript, folder: Path) -> None:
    """The pictures and `output.safetensors`: `images` in 0…1, or `latents`."""
    write_pictures(transcript, folder)
    tensors = {name: transcript.entries[name] for name in ("images", "latents") if name in transcript.entries}
    if "images" in tensors and tensors["images"].dtype == numpy.uint8:
        tensors["images"] = tensors["images"] / 255
    tensorfile.write(folder / "output.safetensors", tensors)
