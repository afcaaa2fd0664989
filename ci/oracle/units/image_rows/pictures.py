"""Deterministic pictures, and the store for what is made of them."""

import numpy as np
from PIL import Image

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
