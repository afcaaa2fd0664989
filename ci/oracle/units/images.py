"""What Pillow, diffusers and transformers do to pictures. Usage: images.py OUTPUT_FOLDER

Pictures (`pictures.safetensors`) are bytes as `Image.tobytes` gives them, [H, W, bytes of a pixel]; mode `1` is 0 and 255.
The processors run twice: in float32, and with float32 replaced by float64 everywhere (`processors-float64.safetensors`).
"""

import json
import os
import subprocess
import sys

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

from image_rows.files import files
from image_rows.operations import operations
from image_rows.others import clip, pixart
from image_rows.store import Tensors
from image_rows.vae import masks, post, vae
from safetensors.numpy import save_file


def main(folder):
    os.makedirs(folder, exist_ok=True)
    tensors = Tensors()
    vae(tensors)
    post(tensors)
    masks(tensors)
    clip(tensors)
    pixart(tensors)
    save_file(tensors.arrays, f"{folder}/processors-{PRECISION}.safetensors")
    if PRECISION == "float64":
        pictures = tensors.pictures
        operations(pictures)
        files(pictures, folder)
        save_file(pictures.arrays, f"{folder}/pictures.safetensors")
        cases = {"pictures": pictures.cases, "processors": tensors.cases}
        with open(f"{folder}/cases.json", "w") as file:
            json.dump(cases, file, indent=1)


main(sys.argv[1])
