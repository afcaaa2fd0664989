"""What Pillow, diffusers and transformers do to pictures. Usage: images.py OUTPUT_FOLDER

Pictures (`pictures.safetensors`) are bytes as `Image.tobytes` gives them, [H, W, bytes of a pixel]; mode `1` is 0 and 255.
The processors run twice: in float32, and with float32 replaced by float64 everywhere (`processors-float64.safetensors`).
"""

import io
import json
import os
import random
import struct
import subprocess
import sys
import zlib

PRECISION = os.environ.get("IMAGES_PRECISION")
if PRECISION is None:
    # Default arguments bind the types when a module is loaded: one process for each precision.
    for precision in ("float32", "float64"):
        environment = dict(os.environ, IMAGES_PRECISION=precision, OMP_NUM_THREADS="1")
        subprocess.run([sys.executable, *sys.argv], env=environment, check=True)
    sys.exit()

import numpy as np
import torch

if PRECISION == "float64":
    np.float32 = np.float64
    torch.Tensor.float = torch.Tensor.double

from diffusers.image_processor import PixArtImageProcessor, VaeImageProcessor
from diffusers.utils import load_image
from PIL import Image, ImageFilter, ImageOps
from safetensors.numpy import save_file
from transformers import CLIPImageProcessor

FOLDER = sys.argv[1]
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]
FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}
BYTES = {"1": 1, "L": 1, "P": 1, "LA": 2, "La": 2, "I;16": 2, "RGB": 3, "RGBA": 4, "RGBa": 4}


def smooth(width, height, channels, seed):
    """A picture with edges, slopes and noise."""
    draw = np.random.RandomState(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    planes = []
    for channel in range(channels):
        wave = 127 + 110 * np.sin(columns / (2.1 + channel) + rows / 3.3 + channel)
        plane = np.where((rows + columns * (channel + 1)) % 7 < 2, draw.randint(0, 256, (height, width)), wave)
        planes.append(np.clip(plane, 0, 255).astype(np.uint8))
    return np.stack(planes, axis=-1)


def picture(mode, width, height, seed=0):
    if mode == "I;16":
        values = np.random.RandomState(seed).randint(0, 65536, (height, width)).astype(np.uint16)
        values[: height // 2] %= 300
        return Image.frombytes("I;16", (width, height), values.tobytes())
    if mode == "P":
        image = Image.frombytes("P", (width, height), (smooth(width, height, 1, seed) // 4).tobytes())
        image.putpalette(np.random.RandomState(seed + 1).randint(0, 256, 64 * 3).tolist())
        return image
    if mode == "1":
        return picture("L", width, height, seed).convert("1")
    array = smooth(width, height, BYTES[mode], seed)
    if mode in ("LA", "RGBA"):
        array[:2, :, -1] = 0
        array[2:4, :, -1] = 255
    return Image.frombytes(mode, (width, height), array.tobytes())


def array_of(image):
    if image.mode == "1":
        return np.array(image).astype(np.uint8)[..., None] * 255
    data = np.frombuffer(image.tobytes(), dtype=np.uint8)
    return data.reshape(image.height, image.width, BYTES[image.mode]).copy()


class Pictures:
    """The cases of one kind of operation, and the pictures they need."""

    def __init__(self):
        self.arrays, self.cases = {}, {}

    def add(self, name, image):
        self.arrays[name] = array_of(image)

    def case(self, kind, name, output, **arguments):
        self.add(f"{kind}.{name}", output)
        self.cases.setdefault(kind, []).append({"name": name, "mode": output.mode, **arguments})


# Files


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed_rows(samples, depth, first, step):
    """The rows of one pass as bytes: samples is [H, W, C]."""
    rows = samples[first[0] :: step[0], first[1] :: step[1]]
    for row in rows:
        values = row.reshape(-1)
        if depth == 16:
            yield values.astype(">u2").tobytes()
        elif depth == 8:
            yield values.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(value, f"0{depth}b") for value in values)
            bits += "0" * (-len(bits) % 8)
            yield bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(rows, distance, draw):
    previous = None
    for row in rows:
        kind = draw.randrange(5)
        above = previous or bytes(len(row))
        out = bytearray([kind])
        for i, value in enumerate(row):
            a = row[i - distance] if i >= distance else 0
            c = above[i - distance] if i >= distance else 0
            guess = [0, a, above[i], (a + above[i]) // 2, paeth(a, above[i], c)][kind]
            out.append((value - guess) & 255)
        yield bytes(out)
        previous = row


PASSES = [((0, 0), (8, 8)), ((0, 4), (8, 8)), ((4, 0), (8, 4)), ((0, 2), (4, 4)), ((2, 0), (4, 2)), ((0, 1), (2, 2)), ((1, 0), (2, 1))]


def png(samples, depth, color, interlaced=False, before=b"", after=b"", pieces=1):
    draw = random.Random(depth * 10 + color)
    height, width, channels = samples.shape
    distance = max(1, depth * channels // 8)
    data = b""
    for first, step in PASSES if interlaced else [((0, 0), (1, 1))]:
        if first[0] < height and first[1] < width:
            data += b"".join(filtered(packed_rows(samples, depth, first, step), distance, draw))
    data = zlib.compress(data)
    cuts = [len(data) * i // pieces for i in range(pieces + 1)]
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    body = b"".join(chunk(b"IDAT", data[a:b]) for a, b in zip(cuts, cuts[1:]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + body + after + chunk(b"IEND", b"")


def exif(orientation, order=">"):
    mark = b"MM\0*" if order == ">" else b"II*\0"
    entry = struct.pack(order + "HHIHH", 274, 3, 1, orientation, 0)
    return mark + struct.pack(order + "IH", 8, 1) + entry + struct.pack(order + "I", 0)


def files(pictures):
    os.makedirs(f"{FOLDER}/png", exist_ok=True)
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
        with open(f"{FOLDER}/png/{name}.png", "wb") as file:
            file.write(data)
        image = Image.open(io.BytesIO(data))
        image.load()
        pictures.case("open", name, image)
        pictures.case("load", name, load_image(f"{FOLDER}/png/{name}.png"))
        if name.startswith(("key", "alphas")):
            pictures.case("rgba", name, image.convert("RGBA"))
            pictures.case("la", name, image.convert("LA"))
            # The transparent colour survives conversions.
            pictures.case("loaded-rgba", name, load_image(f"{FOLDER}/png/{name}.png").convert("RGBA"))
            pictures.case("gray-rgba", name, image.convert("L").convert("RGBA"))


# Operations


def operations(pictures):
    for mode in MODES:
        pictures.add(f"in.{mode}", picture(mode, 13, 11))
        pictures.add(f"over.{mode}", picture(mode, 7, 6, seed=9))
        pictures.add(f"large.{mode}", picture(mode, 29, 23, seed=4))
    for name, image in [("in", picture("P", 13, 11)), ("over", picture("P", 7, 6, seed=9)), ("large", picture("P", 29, 23, seed=4))]:
        palette = image.getpalette("RGBA") + [0, 0, 0, 255] * 256
        pictures.arrays[f"palette.{name}"] = np.array(palette[:1024], dtype=np.uint8)

    for mode in MODES:
        image = picture(mode, 13, 11)
        for target in ["1", "L", "LA", "RGB", "RGBA"]:
            pictures.case("convert", f"{mode} to {target}", image.convert(target), input=mode)
    for mode, target in [("LA", "La"), ("RGBA", "RGBa"), ("RGB", "La"), ("RGB", "RGBa")]:
        image = picture(mode, 13, 11)
        pictures.case("convert", f"{mode} to {target}", image.convert(target), input=mode)

    resize_cases = [((7, 6), None, None), ((20, 17), None, None), ((13, 5), None, None), ((1, 1), None, None), ((5, 24), None, None)]
    box_cases = [((6, 5), (1.5, 0.25, 9.75, 10.5), None), ((4, 3), (2, 3, 6, 6), None), ((9, 7), (3, 0, 13, 0), None), ((5, 4), (13, 1, 13, 9), None)]
    for mode in MODES:
        image = picture(mode, 13, 11)
        for name, number in FILTERS.items():
            if mode in ("1", "P") and name != "lanczos":
                continue
            shapes = resize_cases + (box_cases if mode in ("L", "RGBA", "I;16") else [])
            if mode == "LA":
                shapes = shapes[:2]
            for size, box, gap in shapes:
                output = image.resize(size, number, box, gap)
                label = f"{mode} {name} {size} {box}"
                pictures.case("resize", label, output, input=f"in.{mode}", filter=name, width=size[0], height=size[1], box=box)
    for mode in ["L", "RGB", "RGBA", "LA"]:
        image = picture(mode, 29, 23, seed=4)
        for size, gap, name in [((5, 4), 2.0, "lanczos"), ((3, 9), 1.0, "bicubic"), ((4, 2), 1.5, "box"), ((20, 18), 3.0, "lanczos")]:
            output = image.resize(size, FILTERS[name], reducing_gap=gap)
            label = f"{mode} {name} {size} gap {gap}"
            pictures.case("resize", label, output, input=f"large.{mode}", filter=name, width=size[0], height=size[1], gap=gap)
        for factors in [(2, 2), (3, 1), (1, 4), (5, 5), (3, 7), (40, 30)]:
            pictures.case("reduce", f"{mode} {factors}", image.reduce(factors), input=f"large.{mode}", x=factors[0], y=factors[1])

    for mode in ["L", "LA", "RGB", "RGBA"]:
        image = picture(mode, 29, 23, seed=4)
        for radius in [0, 0.3, 1, 2.5, 4, 12, 33] if mode in ("L", "RGB") else [4]:
            output = image.filter(ImageFilter.GaussianBlur(radius))
            pictures.case("gaussian", f"{mode} {radius}", output, input=f"large.{mode}", radius=radius)
        for radius in [0.5, 3] if mode == "L" else [1.75]:
            pictures.case("box", f"{mode} {radius}", image.filter(ImageFilter.BoxBlur(radius)), input=f"large.{mode}", radius=radius)

    for mode in MODES:
        image = picture(mode, 13, 11)
        for box in [(2, 3, 9, 8), (-2, -1, 15, 14), (5, 4, 5, 9)]:
            if mode in ("L", "RGB", "I;16") or box[0] == 2:
                pictures.case("crop", f"{mode} {box}", image.crop(box), input=f"in.{mode}", box=box)
    for mode, other, masks in [
        ("RGB", "RGB", [None, "1", "L", "LA", "RGBA"]), ("L", "L", [None, "L", "RGBA"]), ("RGB", "RGBA", [None]), ("RGB", "L", [None]),
        ("RGBA", "RGB", [None, "L"]), ("RGB", "LA", [None]), ("L", "RGB", [None]), ("RGB", "P", [None]), ("RGBA", "RGBA", [None, "RGBA"]),
    ]:
        for mask in masks:
            for corner in [(3, 2), (-2, 8)]:
                image = picture(mode, 13, 11)
                over = picture(other, 7, 6, seed=9)
                image.paste(over, corner, mask and picture(mask, 7, 6, seed=9))
                label = f"{other} into {mode} at {corner} mask {mask}"
                pictures.case("paste", label, image, input=f"in.{mode}", over=f"over.{other}", mask=mask and f"over.{mask}", left=corner[0], top=corner[1])
    premultiplied = Image.new("RGBa", (7, 6))
    premultiplied.paste(picture("RGBA", 7, 6, seed=9).convert("RGBa"), mask=picture("L", 7, 6, seed=9))
    pictures.case("premultiplied", "RGBa mask L", premultiplied)
    base = picture("RGBA", 13, 11, seed=5)
    pictures.add("composite.base", base)
    pictures.case("composite", "RGBA", Image.alpha_composite(base, picture("RGBA", 13, 11)))
    for mode in ["L", "RGB"]:
        pictures.case("invert", mode, ImageOps.invert(picture(mode, 13, 11)), input=f"in.{mode}")


# Processors


class Tensors:
    def __init__(self):
        self.arrays, self.cases, self.pictures = {}, [], Pictures()

    def add(self, name, value):
        value = value.numpy() if isinstance(value, torch.Tensor) else value
        self.arrays[name] = np.ascontiguousarray(value)


def tensor(shape, seed, low=0.0, high=1.0):
    values = np.random.RandomState(seed).uniform(low, high, shape).astype("float32")
    return torch.from_numpy(values).to(torch.float64 if PRECISION == "float64" else torch.float32)


def run(store, name, call, **case):
    """One case: a tensor, or the error."""
    try:
        store.add(name, call())
    except Exception as error:
        case["error"] = {"type": type(error).__name__, "message": str(error)}
    store.cases.append({"name": name, **case})


def vae(store):
    """Every picture mode, resize mode and option of `VaeImageProcessor.preprocess`."""
    options = {
        "default": {}, "scale 4": {"vae_scale_factor": 4}, "no resize": {"do_resize": False}, "no normalize": {"do_normalize": False},
        "rgb": {"do_convert_rgb": True}, "bilinear": {"resample": "bilinear"}, "nearest": {"resample": "nearest"},
        "gap": {"reducing_gap": 2}, "mask": {"do_normalize": False, "do_binarize": True, "do_convert_grayscale": True},
        "latent 3": {"vae_latent_channels": 3},
    }
    sources = {mode: picture(mode, 13, 11) for mode in MODES}
    for label, config in options.items():
        processor = VaeImageProcessor(**config)
        for mode in MODES if label in ("default", "rgb", "mask") else ["RGB"]:
            run(store, f"preprocess {label} {mode}", lambda: processor.preprocess(sources[mode]), kind="preprocess", config=config, images=[f"in.{mode}"])
    for mode in ["RGB", "RGBA", "L"]:
        for resize_mode in ["default", "fill", "crop"]:
            for height, width in [(8, 24), (24, 8), (16, 19), (8, 8)]:
                if mode != "RGB" and (height, width) != (8, 24):
                    continue
                call = lambda: VaeImageProcessor().preprocess(sources[mode], height, width, resize_mode)
                run(store, f"resize {resize_mode} {mode} {height}x{width}", call, kind="preprocess", config={}, images=[f"in.{mode}"], height=height, width=width, resize_mode=resize_mode)
    for box in [(3, 2, 12, 10), (-3, 0, 10, 14)]:
        call = lambda: VaeImageProcessor().preprocess(sources["RGB"], 16, 24, "fill", box)
        run(store, f"crop {box}", call, kind="preprocess", config={}, images=["in.RGB"], height=16, width=24, resize_mode="fill", crop=box)
    two = [sources["RGB"], picture("RGB", 29, 23, seed=4)]
    run(store, "two", lambda: VaeImageProcessor().preprocess(two, 8, 8), kind="preprocess", config={}, images=["in.RGB", "large.RGB"], height=8, width=8)
    run(store, "two sizes", lambda: VaeImageProcessor(do_resize=False).preprocess(two), kind="preprocess", config={"do_resize": False}, images=["in.RGB", "large.RGB"])

    shapes = {
        "nchw": (2, 3, 9, 11), "nhwc": (2, 9, 11, 3), "chw": (3, 9, 11), "hwc": (9, 11, 3), "hw": (9, 11), "latent": (2, 4, 9, 7), "nhw1": (2, 9, 11, 1),
        "n1hw": (2, 1, 9, 11), "five": (1, 1, 3, 8, 8), "other": (3, 9, 12), "other4": (2, 3, 9, 12),
    }
    for number, (label, shape) in enumerate(shapes.items()):
        store.add(f"in.{label}", tensor(shape, number))
    store.add("in.negative", tensor((1, 8, 8, 8), 99, -1.0, 1.0))

    def load(label, kind):
        values = store.arrays[f"in.{label}"].copy()
        return torch.from_numpy(values) if kind == "tensor" else values

    configs = {"default": {}, "mask": options["mask"], "no resize": {"do_resize": False}, "no normalize": {"do_normalize": False}, "latent 3": {"vae_latent_channels": 3}}
    for kind, labels in [
        ("tensor", ["nchw", "chw", "hw", "latent", "negative", "n1hw", "five"]), ("array", ["nhwc", "hwc", "hw", "nhw1", "negative", "five"]),
    ]:
        for label in labels:
            for option, config in configs.items():
                call = lambda: VaeImageProcessor(**config).preprocess(load(label, kind))
                run(store, f"{kind} {label} {option}", call, kind="preprocess", config=config, values=kind, inputs=[f"in.{label}"])
    for kind, labels in [
        ("tensor", ["chw", "chw"]), ("array", ["hwc", "hwc"]), ("tensor", ["nchw", "nchw"]), ("array", ["nhwc", "nhwc"]), ("tensor", ["chw", "other"]),
        ("array", ["chw", "other"]), ("tensor", ["nchw", "other4"]), ("array", ["nchw", "other4"]), ("tensor", ["hw", "hw"]), ("array", ["hw", "hw"]),
    ]:
        for option in ["default", "mask"]:
            call = lambda: VaeImageProcessor(**configs[option]).preprocess([load(label, kind) for label in labels])
            run(store, f"{kind} list {labels} {option}", call, kind="preprocess", config=configs[option], values=f"{kind} list", inputs=[f"in.{label}" for label in labels])
    for kind in ["tensor", "array"]:
        label = "nchw" if kind == "tensor" else "nhwc"
        for height, width in [(16, 24), (8, 8), (13, None)]:
            call = lambda: VaeImageProcessor().preprocess(load(label, kind), height, width)
            run(store, f"{kind} to {height}x{width}", call, kind="preprocess", config={}, values=kind, inputs=[f"in.{label}"], height=height, width=width)


def post(store):
    for channels in [1, 3, 4]:
        store.add(f"post.{channels}", tensor((2, channels, 6, 5), channels, -1.3, 1.3))
    store.add("post.5", tensor((1, 5, 4, 4), 5, -1.0, 1.0))
    for channels in [1, 3, 4, 5]:
        for config in [{}, {"do_normalize": False}]:
            for flags in [None, [True, False]] if channels == 3 else [None]:
                for output in ["pil", "np", "pt", "latent", "jpeg"]:
                    # Values outside 0…1 become bytes in a way that depends on the machine.
                    outside = not config.get("do_normalize", True) or flags
                    source = torch.from_numpy(store.arrays[f"post.{channels}"])
                    source = source.clamp(0, 1) if outside else source
                    name = f"postprocess {channels} {config} {flags} {output}"
                    case = dict(kind="postprocess", config=config, inputs=[f"post.{channels}"], clamped=bool(outside), flags=flags, output=output)
                    call = lambda: VaeImageProcessor(**config).postprocess(source, output, flags)
                    if output != "pil":
                        run(store, name, call, **case)
                    else:
                        run(store, name, lambda: np.stack([array_of(image) for image in call()]), **case)


def masks(store):
    """Crop regions, blur and overlay: pictures, the same in both precisions."""
    for number, (box, size, target, pad) in enumerate(
        [
            ((10, 8, 30, 20), (64, 48), (64, 64), 0), ((10, 8, 30, 20), (64, 48), (64, 64), 5), ((0, 0, 64, 48), (64, 48), (32, 64), 3),
            ((50, 2, 62, 40), (64, 48), (64, 32), 4), ((1, 40, 3, 47), (64, 48), (96, 32), 2), ((30, 1, 60, 4), (64, 48), (16, 64), 1),
            ((5, 5, 6, 6), (40, 64), (64, 64), 32), (None, (16, 8), (8, 8), 2),
        ]
    ):
        mask = Image.new("L", size)
        if box:
            mask.paste(200, box)
        case = {"kind": "region", "mask": box, "size": size, "target": target, "pad": pad}
        name = f"region {number}"
        run(store, name, lambda: np.array(VaeImageProcessor.get_crop_region(mask, *target, pad=pad), dtype=np.int64), **case)

    processor = VaeImageProcessor()
    for mode in ["RGB", "RGBA", "L", "P"]:
        original = picture(mode, 29, 23, seed=4)
        mask = picture("L", 29, 23, seed=7)
        for crop in [None, (4, 3, 20, 15), (-2, 5, 18, 25)]:
            made = picture("RGB", 29, 23, seed=8) if crop is None else picture("RGB", 24, 16, seed=8)
            store.pictures.add("overlay.mask", mask)
            store.pictures.add("overlay.whole" if crop is None else "overlay.part", made)
            output = processor.apply_overlay(mask, original, made, crop)
            store.pictures.case("overlay", f"{mode} {crop}", output, input=f"large.{mode}", crop=crop)


def clip(store):
    options = {
        "default": {}, "small": {"size": {"shortest_edge": 9}, "crop_size": {"height": 7, "width": 6}}, "integers": {"size": 8, "crop_size": 8},
        "pad": {"size": {"shortest_edge": 6}, "crop_size": {"height": 12, "width": 9}}, "exact": {"size": {"height": 10, "width": 7}, "do_center_crop": False},
        "no resize": {"do_resize": False, "crop_size": 12}, "no rescale": {"size": 8, "crop_size": 8, "do_rescale": False}, "lanczos": {"size": 8, "crop_size": 8, "resample": 1},
        "no normalize": {"size": 8, "crop_size": 8, "do_normalize": False}, "bytes": {"size": 8, "crop_size": 8, "do_normalize": False, "do_rescale": False},
        "mean": {"size": 8, "crop_size": 8, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.3, 0.4], "rescale_factor": 0.01},
        "one mean": {"size": 8, "crop_size": 8, "image_mean": 0.5, "image_std": 0.25}, "longest": {"size": {"longest_edge": 8}, "crop_size": 8},
        "two means": {"size": 8, "crop_size": 8, "image_mean": [0.5, 0.4]},
    }
    for label, config in options.items():
        if label == "default":
            config = {"size": {"shortest_edge": 224}, "crop_size": {"height": 16, "width": 16}}
        for mode in MODES if label == "small" else ["RGB"]:
            image = picture(mode, 29, 23, seed=4)
            call = lambda: CLIPImageProcessor(**config)(image, return_tensors="pt").pixel_values
            run(store, f"clip {label} {mode}", call, kind="clip", config=config, images=[f"large.{mode}"])
    tall = [picture("RGB", 13, 11), picture("RGB", 29, 23, seed=4)]
    run(store, "clip two", lambda: CLIPImageProcessor(size=8, crop_size=6)(tall, return_tensors="pt").pixel_values, kind="clip", config={"size": 8, "crop_size": 6}, images=["in.RGB", "large.RGB"])


def pixart(store):
    ratios = {"0.5": [16.0, 32.0], "1.0": [24.0, 24.0], "2.0": [32.0, 16.0]}
    for size in [(24, 40), (24, 24), (100, 51)]:
        call = lambda: np.array(PixArtImageProcessor.classify_height_width_bin(*size, ratios=ratios), dtype=np.int64)
        run(store, f"bin {size}", call, kind="bin", size=size, ratios=ratios)
    for height, width in [(6, 14), (9, 11), (13, 5)]:
        source = torch.from_numpy(store.arrays["in.nchw"])
        call = lambda: PixArtImageProcessor.resize_and_crop_tensor(source, width, height)
        run(store, f"resize and crop {height}x{width}", call, kind="resize and crop", inputs=["in.nchw"], height=height, width=width)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    tensors = Tensors()
    vae(tensors)
    post(tensors)
    masks(tensors)
    clip(tensors)
    pixart(tensors)
    save_file(tensors.arrays, f"{FOLDER}/processors-{PRECISION}.safetensors")
    if PRECISION == "float64":
        pictures = tensors.pictures
        operations(pictures)
        files(pictures)
        save_file(pictures.arrays, f"{FOLDER}/pictures.safetensors")
        cases = {"pictures": pictures.cases, "processors": tensors.cases}
        with open(f"{FOLDER}/cases.json", "w") as file:
            json.dump(cases, file, indent=1)


main()
