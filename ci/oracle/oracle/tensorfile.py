"""safetensors files read and written by hand, the same bytes for the same tensors, and independent of what `torch.float32` is bound to."""

import json
import struct
from pathlib import Path

import numpy

_TYPES = {
    "F64": numpy.dtype("<f8"), "F32": numpy.dtype("<f4"), "F16": numpy.dtype("<f2"), "I64": numpy.dtype("<i8"),
    "I32": numpy.dtype("<i4"), "U8": numpy.dtype("u1"), "BOOL": numpy.dtype("?"), "BF16": numpy.dtype("<u2"),
}
_NAMES = {dtype: name for name, dtype in _TYPES.items() if name != "BF16"}


def write(path: Path, tensors: dict[str, numpy.ndarray], metadata: dict[str, str] = {}) -> None:
    """Writes the tensors in the given order."""
    header = {"__metadata__": metadata} if metadata else {}
    offset = 0
    for name, array in tensors.items():
        header[name] = {
            "dtype": _NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(numpy.ascontiguousarray(array).tobytes())


class TensorFile:
    """A safetensors file: `names`, `metadata`, and arrays by name (BF16 becomes F32)."""

    def __init__(self, path):
        data = Path(path).read_bytes()
        (length,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8 : 8 + length])
        self.metadata = header.pop("__metadata__", {})
        self._entries = header
        self._body = memoryview(data)[8 + length :]
        self.names = list(header)

    def type(self, name: str) -> str:
        return self._entries[name]["dtype"]

    def shape(self, name: str) -> list[int]:
        return self._entries[name]["shape"]

    def array(self, name: str) -> numpy.ndarray:
        entry = self._entries[name]
        start, end = entry["data_offsets"]
        array = numpy.frombuffer(self._body[start:end], dtype=_TYPES[entry["dtype"]])
        if entry["dtype"] == "BF16":
            array = (array.astype("<u4") << 16).view("<f4")
        return array.reshape(entry["shape"])
