"""Input pictures: small, not square, with structure that a flip, a shift or a swapped channel changes."""

from pathlib import Path

import numpy
import PIL.Image


def _scene(width: int, height: int, phase: float = 0.0) -> numpy.ndarray:
    """A sky over hills with a sun and a striped wall, `[height, width, 3]` in 0…255."""
    y, x = numpy.mgrid[0:height, 0:width]
    u, v = x / width, y / height
    red = 70 + 120 * v + 30 * u
    green = 110 + 90 * v - 40 * u
    blue = 215 - 80 * v
    picture = numpy.stack([red, green, blue], axis=-1)
    hills = v > 0.62 - 0.35 * numpy.abs(u - 0.35 - phase) * (u + 0.4)
    picture[hills] = numpy.stack([40 + 60 * u, 120 + 80 * u * v, 30 + 40 * v], axis=-1)[hills]
    sun = (u - 0.78 + phase) ** 2 * (width / height) ** 2 + (v - 0.24) ** 2 < 0.016
    picture[sun] = (250, 215, 60)
    wall = (u > 0.12) & (u < 0.34) & (v > 0.5) & (v < 0.88)
    picture[wall & (x // 2 % 2 == 0)] = (165, 50, 45)
    picture[wall & (x // 2 % 2 == 1)] = (235, 225, 210)
    return picture.round().clip(0, 255).astype(numpy.uint8)


def _ellipse(width: int, height: int, softness: float, size: float = 1.0) -> numpy.ndarray:
    """A mask, white where to repaint: an ellipse off the centre, its edge as wide as `softness`."""
    y, x = numpy.mgrid[0:height, 0:width]
    distance = numpy.sqrt(((x / width - 0.36) / 0.3) ** 2 + ((y / height - 0.55) / 0.36) ** 2) / size
    return (255 * (1 - (distance - 1) / softness if softness else distance < 1).clip(0, 1)).round().astype(numpy.uint8)


def pixels(file: Path) -> numpy.ndarray:
    """The picture as a tensor `[1, C, H, W]` in 0…1."""
    array = numpy.asarray(PIL.Image.open(file), dtype=numpy.float32)
    return numpy.moveaxis(numpy.atleast_3d(array), 2, 0)[None] / numpy.float32(255)


def make_inputs(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    scene = _scene(24, 16)

    def save(name: str, array: numpy.ndarray) -> None:
        PIL.Image.fromarray(array).save(folder / f"{name}.png")

    save("scene", _scene(40, 24))
    save("scene-small", scene)
    save("scene-2", _scene(24, 16, phase=0.25)[:, ::-1].copy())
    save("scene-odd", _scene(27, 19))
    save("scene-large", _scene(96, 64))
    save("mask", _ellipse(40, 24, 0))
    save("mask-small", _ellipse(24, 16, 0))
    save("mask-2", _ellipse(24, 16, 0)[::-1, ::-1].copy())
    save("mask-soft", _ellipse(24, 16, 0.6))
    save("mask-odd", _ellipse(27, 19, 0.3))
    # Blocks of four pixels a side, which latents are made of, just below and above one half.
    save("mask-half", numpy.array([
        [0, 127, 128, 255, 127, 0], [128, 255, 127, 0, 128, 127], [127, 128, 0, 128, 255, 128], [255, 0, 128, 127, 127, 128],
    ], dtype=numpy.uint8).repeat(4, 0).repeat(4, 1))
    save("mask-large", _ellipse(96, 64, 0))
    save("mask-spot", _ellipse(96, 64, 0, size=0.3))
    alpha = 255 - _ellipse(24, 16, 0.9) // 2
    save("scene-rgba", numpy.dstack([scene, alpha]))
    save("scene-grey", numpy.asarray(PIL.Image.fromarray(scene).convert("L")))
    save("scene-grey-alpha", numpy.dstack([scene[..., 1], alpha]))
    save("scene-16-bit", scene[..., 0].astype(numpy.uint16) * 256 + scene[..., 2])
    palette = PIL.Image.fromarray(scene).quantize(14, method=PIL.Image.Quantize.MEDIANCUT, dither=PIL.Image.Dither.NONE)
    palette.save(folder / "scene-palette.png")
    PIL.Image.fromarray(_ellipse(24, 16, 0)).convert("1").save(folder / "mask-1-bit.png")
    save("mask-rgb", numpy.dstack([_ellipse(24, 16, 0.6), _ellipse(24, 16, 0.2), _ellipse(24, 16, 1.2)]))
