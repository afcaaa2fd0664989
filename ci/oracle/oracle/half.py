"""The noise of formats of 16 bits: diffusers itself run in them with the draws of the ideal run."""

import json
import re
import tempfile
from pathlib import Path

import numpy

from .arithmetic import HALF
from .cases import Case
from .jobs import Job, run_jobs
from .jsonfile import write_json
from .noise import Run, is_discrete, largest, legal_half_runs, measure, rounded
from .transcript import Transcript

_KEYS = ("noise_half", "noise_half_runs", "noise_half_missing")
#: A tensor as torch prints it: rounded to its format, which it names.
_TENSOR = re.compile(r"tensor\((?:[^()]|\([^()]*\))*\)")


class HalfNoise:
    """What the runs of one case show: noise by format and entry, or why a format has none. Errors have no noise, only another error or none."""

    def __init__(self, golden: Transcript | None, error: dict | None = None):
        self._golden = golden
        self._error = error
        self._earlier: dict[str, list[str]] = {}
        self.noise: dict[str, dict] = {}
        self.missing: dict[str, str] = {}

    @staticmethod
    def of(folder: Path) -> "HalfNoise":
        """That of the golden in a folder, before any run."""
        error = json.loads((folder / "golden.json").read_text()).get("error")
        return HalfNoise(None if error else reference(folder), error)

    def note(self, dtype: str, job: Job) -> None:
        if dtype in self.missing:
            return
        reason = self._fault(job)
        if reason:
            self.missing[dtype] = reason
            self.noise.pop(dtype, None)
        else:
            measured = {} if self._error else measure(self._golden, [job.transcript])
            self.noise[dtype] = largest(self.noise.get(dtype, {}), measured)

    def add(self, golden: dict) -> None:
        """Adds what a golden.json says of earlier runs, perhaps on another processor: noise never shrinks."""
        self._earlier = golden.get("noise_half_runs", {})
        self.missing = golden.get("noise_half_missing", {}) | self.missing
        for dtype in HALF:
            known = {name: of[dtype] for name, of in golden.get("noise_half", {}).items() if dtype in of}
            if dtype in self.missing:
                self.noise.pop(dtype, None)
            elif known:
                self.noise[dtype] = largest(known, self.noise.get(dtype, known))

    def _fault(self, job: Job) -> str | None:
        error = job.result.get("error")
        if error is None:
            return "raises no error" if self._error else fault(self._golden.entries, job.transcript.entries)
        if self._error and is_same_error(self._error, error):
            return None
        message = (error["message"].strip().splitlines() or [""])[0]
        return f"{error['type']}: {message}"[:160]

    def json(self, runs: list[Run]) -> dict:
        """The members of golden.json."""
        if self._error:
            return {"noise_half_missing": self.missing} if self.missing else {}
        entries = next(iter(self.noise.values()), {})
        noise = {
            name: {dtype: {key: rounded(value, 3) for key, value in of[name].items()} for dtype, of in sorted(self.noise.items(), reverse=True)}
            for name in entries
        }
        names = {dtype: self._earlier.get(dtype, []) + [run.name for run in runs if run.dtype == dtype] for dtype in HALF}
        names = {dtype: list(dict.fromkeys(of)) for dtype, of in names.items()}
        return {key: value for key, value in zip(_KEYS, (noise, names, self.missing)) if value}


def reference(folder: Path) -> Transcript:
    """The golden transcript that runs with float32's schedule are measured against."""
    rescheduled = folder / "transcript-float32.safetensors"
    return Transcript.read(rescheduled if rescheduled.exists() else folder / "transcript.safetensors")


def fault(golden: dict[str, numpy.ndarray], run: dict[str, numpy.ndarray]) -> str | None:
    """Why the run cannot be measured against the golden."""
    if list(run) != list(golden):
        return "records other entries"
    for name, want in golden.items():
        have = run[name]
        if have.dtype.kind != want.dtype.kind or have.shape != want.shape:
            return f"{name} has another type or shape"
        if is_discrete(name, want) and not numpy.array_equal(have, want):
            return f"{name} differs"
        if want.dtype.kind == "f" and not numpy.isfinite(have[numpy.isfinite(want)]).all():
            return f"{name} is not finite"
    return None


def is_same_error(one: dict, other: dict) -> bool:
    """Whether two errors differ in the tensors that they print alone."""
    return one["type"] == other["type"] and _TENSOR.sub("", one["message"]) == _TENSOR.sub("", other["message"])


def measure_half(cases: list[Case], root: Path, runs: list[Run]) -> dict[str, HalfNoise]:
    """Runs the cases whose goldens stand under `root`/Golden; of those that could not be made, the oracle complains by itself."""
    folders = {case.id: folder for case in cases if _is_made(folder := root / "Golden" / case.id)}
    found = {name: HalfNoise.of(folder) for name, folder in folders.items()}
    for run in runs:
        with tempfile.TemporaryDirectory() as scratch:
            jobs = {name: _job(name, folder, Path(scratch)) for name, folder in folders.items()}
            run_jobs(list(jobs.values()), run)
            for name, job in jobs.items():
                found[name].note(run.dtype, job)
    return found


def _is_made(folder: Path) -> bool:
    file = folder / "golden.json"
    return (folder / "transcript.safetensors").exists() or file.exists() and "error" in json.loads(file.read_text())


def _job(name: str, folder: Path, scratch: Path) -> Job:
    request = json.loads((folder / "request.json").read_text())
    ideal = folder / "transcript.safetensors"
    return Job(name, request, folder, scratch / name, expect_error=True, replay=ideal if ideal.exists() else None)


def measure_once(cases: list[Case], root: Path) -> dict[str, HalfNoise]:
    """One run of each case in each format, by code that every machine has."""
    return measure_half(cases, root, [Run("default", False, dtype) for dtype in HALF])


def add_half_noise(cases: list[Case], root: Path) -> None:
    """Measures the noise in formats of 16 bits and writes it to the cases' golden.json, all else left as it is."""
    runs = legal_half_runs()
    for name, found in measure_half(cases, root, runs).items():
        file = root / "Golden" / name / "golden.json"
        golden = json.loads(file.read_text())
        found.add(golden)
        result = {}
        for key, value in golden.items():
            if key not in _KEYS:
                result[key] = value
            if key in ("noise_runs", "error"):
                result |= found.json(runs)
        write_json(file, result)
