"""torch's random functions: recorded, drawn in real float32 and converted whatever the arithmetic, or replayed."""

import contextlib

import torch

from .arithmetic import FLOAT32, HALF, widen
from .transcript import Transcript

_KINDS = {
    "randn": "normal", "randn_like": "normal", "normal": "normal", "rand": "uniform", "rand_like": "uniform",
    "randint": "integers", "randint_like": "integers", "randperm": "permutation",
}
_FLOATS = ("normal", "uniform")


class Draws:
    """Watches every draw while `watching`; with `replay`, hands out that transcript's draws instead of drawing."""

    def __init__(self, transcript: Transcript, replay: Transcript | None = None):
        self._transcript = transcript
        self._replay = replay
        self._count = 0

    @contextlib.contextmanager
    def watching(self):
        originals = {name: getattr(torch, name) for name in _KINDS}
        try:
            for name, original in originals.items():
                setattr(torch, name, self._watched(original, _KINDS[name], name.endswith("_like")))
            yield
        finally:
            for name, original in originals.items():
                setattr(torch, name, original)

    def _watched(self, function, kind: str, like: bool):
        def draw(*arguments, **options):
            dtype = None
            if kind in _FLOATS:
                dtype = options.get("dtype") or (arguments[0].dtype if like else torch.get_default_dtype())
                if dtype in (torch.float64, FLOAT32, *HALF.values()):
                    options["dtype"] = FLOAT32
                    if function.__name__ == "normal" and not like:
                        options.pop("dtype")
            result = function(*arguments, **options)
            result = result.to(dtype) if dtype in HALF.values() else result
            name = f"random.{self._count}.{kind}"
            self._count += 1
            if self._replay is not None:
                recorded = torch.from_numpy(self._replay.entries[name].copy())
                if recorded.shape != result.shape:
                    raise ValueError(f"{name} has shape {tuple(result.shape)}, the recorded one {tuple(recorded.shape)}")
                result = recorded.to(result.dtype)
            self._transcript.add(name, result)
            return widen(result)

        return draw
