"""Compares committed fixtures and goldens with a fresh run."""

import filecmp
import json
from pathlib import Path

import numpy

from .transcript import Transcript

_TOLERANCE = 1e-12
_MEASURED = ("noise", "noise_runs", "sensitivity")


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
