"""Pillow's operations on pictures."""

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from .pictures import FILTERS, MODES, picture


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
