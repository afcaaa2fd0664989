"""transformers' CLIPImageProcessor and diffusers' PixArtImageProcessor."""

import numpy as np
import torch
from diffusers.image_processor import PixArtImageProcessor
from transformers import CLIPImageProcessor

from .pictures import MODES, picture
from .store import run


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
