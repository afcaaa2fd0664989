"""The noise of a golden: how far legal runs of the same draws in a format are from ideal arithmetic."""

import math
from dataclasses import dataclass

import numpy

from .arithmetic import HALF
from .transcript import Transcript


@dataclass(frozen=True)
class Run:
    """One way in which PyTorch computes in a format."""

    capability: str
    onednn: bool
    dtype: str = "float32"

    @property
    def name(self) -> str:
        return f"{self.capability}{'+onednn' if self.onednn else ''}"

    @property
    def arithmetic(self) -> str:
        return self.dtype if self.onednn else f"{self.dtype}-without-onednn"


def _capabilities() -> list[str]:
    """ATen's code paths that this machine can take, the best one last."""
    import torch

    best = torch.backends.cpu.get_cpu_capability()
    levels = ["default", "avx2", "avx512"]
    return levels[: levels.index(best.lower()) + 1] if best.lower() in levels else levels[:1]


def legal_runs() -> list[Run]:
    """The float32 runs that this machine can make."""
    return [Run(level, onednn) for level in _capabilities() for onednn in (True, False)]


def legal_half_runs() -> list[Run]:
    """The runs in formats of 16 bits: the plainest code and the best, with oneDNN where it has the format, and the plainest with it."""
    import torch

    onednn = {"float16": torch.ops.mkldnn._is_mkldnn_fp16_supported(), "bfloat16": torch.ops.mkldnn._is_mkldnn_bf16_supported()}
    best = _capabilities()[-1]
    runs = [Run(*code, dtype) for dtype in HALF for code in (("default", False), ("default", onednn[dtype]), (best, onednn[dtype]))]
    return list(dict.fromkeys(runs))


def is_discrete(name: str, array: numpy.ndarray) -> bool:
    return array.dtype.kind in "ib"


def rounded(value: float, digits: int = 4) -> float:
    """Four digits are enough for a measurement."""
    return float(f"{value:.{digits - 1}e}") if math.isfinite(value) else value


def measure(ideal: Transcript, runs: list[Transcript]) -> dict[str, dict[str, float]]:
    """For each entry that is computed, the largest error and the largest root mean square of an error among the runs."""
    noise = {}
    for name, golden in ideal.entries.items():
        if name.startswith("random.") or is_discrete(name, golden) or golden.size == 0:
            continue
        errors = [numpy.abs(run.entries[name].astype(numpy.float64) - golden.astype(numpy.float64)) for run in runs]
        noise[name] = {
            "max": rounded(max(float(error.max()) for error in errors)),
            "rms": rounded(max(float(numpy.sqrt((error**2).mean())) for error in errors)),
        }
    return noise


def largest(noise: dict[str, dict[str, float]], other: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The noise of the runs of both."""
    return {name: {key: max(value, noise.get(name, {}).get(key, 0.0)) for key, value in of.items()} for name, of in other.items()}


def branches(ideal: Transcript, runs: list[Transcript]) -> set[str]:
    """The discrete entries in which a float32 run differs from ideal arithmetic."""
    return {
        name
        for name, golden in ideal.entries.items()
        for run in runs
        if is_discrete(name, golden) and not numpy.array_equal(run.entries[name], golden)
    }
