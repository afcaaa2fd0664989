"""The store for tensors and errors of processors."""

import os

import numpy as np
import torch

from .pictures import Pictures

PRECISION = os.environ.get("IMAGES_PRECISION")


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
