"""The float32 noise of a golden: how far legal float32 runs of the same draws are from ideal arithmetic."""

import math
from dataclasses import dataclass

import numpy

from .transcript import Transcript


@dataclass(frozen=True)
class Run:
    """One way in which PyTorch computes in float32."""

    capability: str
    onednn: bool

    @property
    def name(self) -> str:
        return f"{self.capability}{'+onednn' if self.onednn else ''}"

    @property
    def arithmetic(self) -> str:
        return "float32" if self.onednn else "float32-without-onednn"


def legal_runs() -> list[Run]:
    """The runs that this machine can make."""
    import torch

    best = torch.backends.cpu.get_cpu_capability()
    levels = ["default", "avx2", "avx512"]
    available = levels[: levels.index(best.lower()) + 1] if best.lower() in levels else levels[:1]
    return [Run(level, onednn) for level in available for onednn in (True, False)]


def is_discrete(name: str, array: numpy.ndarray) -> bool:
    return array.dtype.kind in "ib"


def rounded(value: float) -> float:
    """Four digits are enough for a measurement."""
    return float(f"{value:.3e}") if math.isfinite(value) else value


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


def branches(ideal: Transcript, runs: list[Transcript]) -> set[str]:
    """The discrete entries in which a float32 run differs from ideal arithmetic."""
    return {
        name
        for name, golden in ideal.entries.items()
        for run in runs
        if is_discrete(name, golden) and not numpy.array_equal(run.entries[name], golden)
    }
