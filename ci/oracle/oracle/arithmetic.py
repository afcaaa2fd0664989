"""The arithmetic of a process. Ideal arithmetic has every float32 replaced by float64. To be chosen before diffusers and transformers are imported."""

import functools

import numpy
import torch
from torch.utils._device import _device_constructors

#: The real types, whatever `torch.float32` and `numpy.float32` are bound to.
FLOAT32 = torch.float32
NUMPY_FLOAT32 = numpy.float32


#: The formats of 16 bits.
HALF = {"float16": torch.float16, "bfloat16": torch.bfloat16}
_half: torch.dtype | None = None


def is_ideal() -> bool:
    return torch.float32 is torch.float64


def prepare(arithmetic: str) -> None:
    """Makes this process compute in `arithmetic`, on one thread: "ideal", or the name of a dtype, which "-without-onednn" may follow."""
    global _half
    torch.set_num_threads(1)
    name = arithmetic.removesuffix("-without-onednn")
    torch.backends.mkldnn.set_flags(name == arithmetic)
    _half = HALF.get(name)
    if name == "ideal":
        rebind()


def loading() -> dict[str, torch.dtype]:
    """What `from_pretrained` is told of the arithmetic."""
    return {} if _half is None else {"torch_dtype": _half}


def given(tensor: torch.Tensor) -> torch.Tensor:
    """A tensor of a request, in the format that a caller would give it."""
    return widen(tensor) if _half is None or not tensor.is_floating_point() else tensor.to(_half)


def rebind() -> None:
    """Binds float32's names in torch and numpy to float64 and makes what still comes out as float32 wide."""
    import PIL.Image  # noqa: F401  Libraries that build tables of types must see the real ones.
    import safetensors
    import safetensors.torch
    import scipy.integrate
    import scipy.interpolate
    import scipy.stats  # noqa: F401

    _device_constructors()  # Cached: a default device goes by the functions as they are now.
    safetensors.safe_open = _SafeOpen
    safetensors.torch.load_file = lambda path, device="cpu": {name: file.get_tensor(name) for file in [_SafeOpen(path)] for name in file.keys()}
    torch.float32 = torch.float = torch.float64
    torch.Tensor.float = torch.Tensor.double
    torch.FloatTensor = torch.DoubleTensor
    numpy.float32 = numpy.float64
    torch.set_default_dtype(torch.float64)
    for name in ("tensor", "from_numpy", "as_tensor"):
        setattr(torch, name, _widening(getattr(torch, name)))


def _widening(function):
    @functools.wraps(function)
    def widened(*arguments, **options):
        return widen(function(*arguments, **options))

    return widened


def widen(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.double() if is_ideal() and tensor.dtype == FLOAT32 else tensor


class _SafeOpen:
    """Stands in for `safetensors.safe_open`, which looks its types up in `torch` by name."""

    def __init__(self, path, framework="pt", device="cpu", **_):
        from .tensorfile import TensorFile

        self._file = TensorFile(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def keys(self):
        return self._file.names

    def metadata(self):
        return self._file.metadata

    def get_tensor(self, name):
        tensor = widen(torch.from_numpy(self._file.array(name).copy()))
        return tensor.to(torch.bfloat16) if self._file.type(name) == "BF16" else tensor

    def get_slice(self, name):
        return _Slice(self, name)


class _Slice:
    def __init__(self, file: _SafeOpen, name: str):
        self._file, self._name = file, name

    def get_dtype(self):
        return self._file._file.type(self._name)

    def get_shape(self):
        return self._file._file.shape(self._name)

    def __getitem__(self, index):
        return self._file.get_tensor(self._name)[index]
