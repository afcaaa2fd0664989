"""What Pillow and diffusers read from PNG files."""

import io
import os
import struct
import zlib

import numpy as np
from diffusers.utils import load_image
from PIL import Image

from .png import chunk, png


def exif(orientation, order=">"):
    mark = b"MM\0*" if order == ">" else b"II*\0"
    entry = struct.pack(order + "HHIHH", 274, 3, 1, orientation, 0)
    return mark + struct.pack(order + "IH", 8, 1) + entry + struct.pack(order + "I", 0)


def files(pictures, folder):
    os.makedirs(f"{folder}/png", exist_ok=True)
    draw = np.random.RandomState(3)
    palette = chunk(b"PLTE", draw.randint(0, 256, 48).astype(np.uint8).tobytes())
    named = {}

    def samples(depth, channels, limit=None, height=7, width=11):
        return draw.randint(0, limit or 2**depth, (height, width, channels))

    for color, channels, depths in [(0, 1, (1, 2, 4, 8, 16)), (2, 3, (8, 16)), (3, 1, (1, 2, 4, 8)), (4, 2, (8, 16)), (6, 4, (8, 16))]:
        for depth in depths:
            before = palette if color == 3 else b""
            values = samples(depth, channels, 20 if (color, depth) == (3, 8) else None)
            kind = {0: "gray", 2: "rgb", 3: "palette", 4: "gray-alpha", 6: "rgba"}[color]
            named[f"{kind}-{depth}"] = png(values, depth, color, before=before)
            named[f"{kind}-{depth}-interlaced"] = png(values, depth, color, True, before=before)
    gray = samples(8, 1, 4)
    named["key-gray-8"] = png(gray, 8, 0, before=chunk(b"tRNS", b"\0\2"))
    named["key-gray-1"] = png(samples(1, 1), 1, 0, before=chunk(b"tRNS", b"\0\1"))
    named["key-gray-2"] = png(samples(2, 1), 2, 0, before=chunk(b"tRNS", b"\0\1"))
    wide = samples(16, 1, 3)
    named["key-gray-16"] = png(wide, 16, 0, before=chunk(b"tRNS", b"\0\2"))
    few = samples(8, 3, 2)
    named["key-rgb-8"] = png(few, 8, 2, before=chunk(b"tRNS", b"\0\1\0\0\0\1"))
    named["key-rgb-16"] = png(few * 256, 16, 2, before=chunk(b"tRNS", b"\1\1\1\0\0\1"))
    indexes = samples(4, 1)
    named["key-palette"] = png(indexes, 4, 3, before=palette + chunk(b"tRNS", b"\xff\xff\0\xff"))
    named["alphas-palette"] = png(indexes, 4, 3, before=palette + chunk(b"tRNS", bytes(range(0, 240, 20))))
    named["opaque-palette"] = png(indexes, 4, 3, before=palette + chunk(b"tRNS", b"\xff\xff"))
    named["pieces"] = png(samples(8, 3), 8, 2, pieces=9)
    named["one-pixel"] = png(samples(8, 3, height=1, width=1), 8, 2)
    named["one-pixel-interlaced"] = png(samples(8, 3, height=1, width=1), 8, 2, True)
    named["narrow-interlaced"] = png(samples(8, 3, height=5, width=3), 8, 2, True)
    named["gamma"] = png(samples(16, 1, 300), 16, 0, before=chunk(b"gAMA", struct.pack(">I", 45455)))
    turned = samples(8, 3, height=3, width=4)
    for orientation in range(1, 9):
        named[f"orientation-{orientation}"] = png(turned, 8, 2, before=chunk(b"eXIf", exif(orientation)))
    named["orientation-after"] = png(turned, 8, 2, after=chunk(b"eXIf", exif(6, "<")))
    xmp = b'<x xmlns:tiff="t" tiff:Orientation="8"/>'
    named["orientation-xmp"] = png(turned, 8, 2, before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp))
    raw = b"Exif\0\0" + exif(5)
    profile = b"\nexif\n%8d\n" % len(raw) + raw.hex().encode() + b"\n"
    named["orientation-profile"] = png(turned, 8, 2, before=chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile)))

    for name, data in named.items():
        with open(f"{folder}/png/{name}.png", "wb") as file:
            file.write(data)
        image = Image.open(io.BytesIO(data))
        image.load()
        pictures.case("open", name, image)
        pictures.case("load", name, load_image(f"{folder}/png/{name}.png"))
        if name.startswith(("key", "alphas")):
            pictures.case("rgba", name, image.convert("RGBA"))
            pictures.case("la", name, image.convert("LA"))
            # The transparent colour survives conversions.
            pictures.case("loaded-rgba", name, load_image(f"{folder}/png/{name}.png").convert("RGBA"))
            pictures.case("gray-rgba", name, image.convert("L").convert("RGBA"))
