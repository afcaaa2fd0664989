"""A transcript: named arrays in call order."""

import json

import numpy
import torch

from . import tensorfile
from .arithmetic import FLOAT32


class Transcript:
    """Arrays by name, in order; see the README for the names."""

    def __init__(self):
        self.entries: dict[str, numpy.ndarray] = {}

    def add(self, name: str, value) -> None:
        if name in self.entries:
            raise ValueError(f"{name} is recorded twice")
        self.entries[name] = as_array(value)

    @staticmethod
    def read(path) -> "Transcript":
        file = tensorfile.TensorFile(path)
        aliases = json.loads(file.metadata["aliases"])
        result = Transcript()
        for name in json.loads(file.metadata["order"]):
            result.entries[name] = file.array(aliases.get(name, name))
        return result

    def write(self, path) -> None:
        """Equal arrays are stored once; `aliases` says where."""
        first: dict[tuple, str] = {}
        stored, aliases = {}, {}
        for name, array in self.entries.items():
            key = (array.dtype.str, array.shape, array.tobytes())
            if key in first:
                aliases[name] = first[key]
            else:
                first[key] = name
                stored[name] = array
        metadata = {"order": json.dumps(list(self.entries)), "aliases": json.dumps(aliases)}
        tensorfile.write(path, stored, metadata)


def as_array(value) -> numpy.ndarray:
    """A copy of a tensor, an array or a list of flags or numbers, in one of the transcript's types."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
        if value.dtype in (torch.float16, torch.bfloat16):
            value = value.to(FLOAT32)
        value = value.cpu().numpy()
    array = numpy.array(value)
    if array.dtype.kind in "iu" and array.dtype != numpy.uint8:
        array = array.astype(numpy.int64)
    return array
