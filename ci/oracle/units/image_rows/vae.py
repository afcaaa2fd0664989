"""diffusers' VaeImageProcessor."""

import numpy as np
import torch
from diffusers.image_processor import VaeImageProcessor
from PIL import Image

from .pictures import MODES, array_of, picture
from .store import run, tensor


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
