"""Compares committed fixtures and goldens with a fresh run."""

import filecmp
import json
from pathlib import Path

import numpy

from .arithmetic import HALF
from .half import HalfNoise
from .transcript import Transcript

_TOLERANCE = 1e-12
_MEASURED = ("noise", "noise_runs", "noise_half", "noise_half_runs", "noise_half_missing", "sensitivity")
#: By how much one run may exceed the largest error of those that were measured: other processors add in another order.
_EXCESS = 2.0
#: How many times the error of one run the largest of all may be, in the middle of a case's entries.
_SPREAD = 4.0


def compare_folders(committed: Path, fresh: Path) -> list[str]:
    """Every file and link of `fresh` must be in `committed` bit for bit, and no other."""
    names = {path.relative_to(root) for root in (committed, fresh) for path in root.rglob("*") if path.is_symlink() or path.is_file()}
    return [f"{name} differs" for name in sorted(names) if not _same(committed / name, fresh / name)]


def _same(one: Path, other: Path) -> bool:
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    return one.exists() and other.exists() and filecmp.cmp(one, other, shallow=False)


def compare_golden(committed: Path, fresh: Path) -> list[str]:
    """Requests and pictures bit for bit, results but for what is measured, transcripts to 1e-12."""
    problems = []
    for file in sorted(fresh.iterdir()):
        other = committed / file.name
        if not other.exists():
            problems.append(f"{other} is missing")
        elif file.name == "golden.json":
            if _unmeasured(file) != _unmeasured(other):
                problems.append(f"{other} differs")
        elif file.suffix == ".safetensors":
            problems += _compare_transcripts(other, file)
        elif not filecmp.cmp(file, other, shallow=False):
            problems.append(f"{other} differs")
    return problems


def _unmeasured(file: Path) -> dict:
    return {key: value for key, value in json.loads(file.read_text()).items() if key not in _MEASURED}


def _compare_transcripts(committed: Path, fresh: Path) -> list[str]:
    old, new = Transcript.read(committed).entries, Transcript.read(fresh).entries
    if list(old) != list(new):
        return [f"{committed} has other entries"]
    problems = []
    for name, array in old.items():
        other = new[name]
        if array.dtype != other.dtype or array.shape != other.shape:
            problems.append(f"{committed}: {name} has another type or shape")
        elif array.dtype.kind == "f":
            error = numpy.abs(array - other).max(initial=0)
            if not error <= _TOLERANCE * max(1, numpy.abs(array).max(initial=0)):
                problems.append(f"{committed}: {name} differs by {error:.2e}")
        elif not numpy.array_equal(array, other):
            problems.append(f"{committed}: {name} differs")
    return problems


def compare_half_noise(committed: Path, fresh: HalfNoise) -> list[str]:
    """The noise of formats of 16 bits must cover a fresh run in each, entry for entry, and not by far."""
    golden = json.loads((committed / "golden.json").read_text())
    stored, missing = golden.get("noise_half", {}), golden.get("noise_half_missing", {})
    problems = []
    for dtype in HALF:
        if dtype in missing:  # What one of the runs did; another may get through.
            problems += [f"{dtype} has noise and none"] if any(dtype in formats for formats in stored.values()) else []
        elif dtype in fresh.missing:
            problems.append(f"a {dtype} run cannot be measured: {fresh.missing[dtype]}")
        else:
            problems += _compare_noise(dtype, {name: of[dtype] for name, of in stored.items() if dtype in of}, fresh.noise[dtype])
    return [f"{committed}: {problem}" for problem in problems]


def _compare_noise(dtype: str, stored: dict, fresh: dict) -> list[str]:
    if stored.keys() != fresh.keys():
        return [f"other entries have {dtype} noise than are computed"]
    problems = []
    for name, measured in fresh.items():
        if not stored[name]["rms"] <= stored[name]["max"]:
            problems.append(f"the {dtype} noise of {name} is larger in the mean than anywhere")
        for key, error in measured.items():
            if not error <= _EXCESS * stored[name][key]:
                problems.append(f"a {dtype} run has an error of {error:.2e} in {name}, the noise is {stored[name][key]:.2e} ({key})")
    ratios = [stored[name]["max"] / measured["max"] for name, measured in fresh.items() if measured["max"] > 0]
    if ratios and numpy.median(ratios) > _SPREAD:
        problems.append(f"the {dtype} noise is {numpy.median(ratios):.1f} times that of a run")
    return problems
