"""A transcript: named arrays in call order."""

import json
from pathlib import Path

import numpy
import torch

from . import tensorfile
from .arithmetic import FLOAT32


#: In the folder of a family: the arrays that several of its transcripts hold.
SHARED_FILE = "shared.safetensors"


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
        aliases, shared = (json.loads(file.metadata.get(key, "{}")) for key in ("aliases", "shared"))
        pool = tensorfile.TensorFile(Path(path).parents[2] / SHARED_FILE) if shared else None
        result = Transcript()
        for name in json.loads(file.metadata["order"]):
            name_in_file = aliases.get(name, name)
            key = shared.get(name_in_file)
            result.entries[name] = file.array(name_in_file) if key is None else pool.array(key)
        return result

    def write(self, path, shared: dict[str, str] = {}) -> None:
        """Equal arrays are stored once; `aliases` says where. Those that `shared` names are stored in the shared file, under that name."""
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
        elsewhere = {name: shared[name] for name in stored if name in shared}
        if elsewhere:
            metadata["shared"] = json.dumps(elsewhere)
        tensorfile.write(path, {name: array for name, array in stored.items() if name not in elsewhere}, metadata)


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
