"""The noise of formats of 16 bits: diffusers itself run in them with the draws of the ideal run."""

import json
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


class HalfNoise:
    """What the runs of one case show: noise by format and entry, or why a format has none."""

    def __init__(self, folder: Path):
        self._golden = reference(folder)
        self.noise: dict[str, dict] = {}
        self.missing: dict[str, str] = {}

    def note(self, dtype: str, job: Job) -> None:
        if dtype in self.missing:
            return
        reason = self._fault(job)
        if reason:
            self.missing[dtype] = reason
            self.noise.pop(dtype, None)
        else:
            self.noise[dtype] = largest(self.noise.get(dtype, {}), measure(self._golden, [job.transcript]))

    def _fault(self, job: Job) -> str | None:
        result = job.result
        if "error" in result:
            message = (result["error"]["message"].strip().splitlines() or [""])[0]
            return f"{result['error']['type']}: {message}"[:160]
        return fault(self._golden.entries, job.transcript.entries)

    def json(self, runs: list[Run]) -> dict:
        """The members of golden.json."""
        entries = next(iter(self.noise.values()), {})
        noise = {
            name: {dtype: {key: rounded(value, 3) for key, value in of[name].items()} for dtype, of in sorted(self.noise.items(), reverse=True)}
            for name in entries
        }
        names = {dtype: [run.name for run in runs if run.dtype == dtype] for dtype in HALF}
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


def measure_half(cases: list[Case], root: Path, runs: list[Run]) -> dict[str, HalfNoise]:
    """Runs the cases, whose transcripts stand under `root`/Golden."""
    folders = {case.id: root / "Golden" / case.id for case in cases}
    found = {name: HalfNoise(folder) for name, folder in folders.items()}
    for run in runs:
        with tempfile.TemporaryDirectory() as scratch:
            jobs = {name: _job(name, folder, Path(scratch)) for name, folder in folders.items()}
            run_jobs(list(jobs.values()), run)
            for name, job in jobs.items():
                found[name].note(run.dtype, job)
    return found


def _job(name: str, folder: Path, scratch: Path) -> Job:
    request = json.loads((folder / "request.json").read_text())
    return Job(name, request, folder, scratch / name, expect_error=True, replay=folder / "transcript.safetensors")


def with_transcripts(cases: list[Case], root: Path) -> list[Case]:
    """The cases that have transcripts: all but errors."""
    return [case for case in cases if (root / "Golden" / case.id / "transcript.safetensors").exists()]


def measure_once(cases: list[Case], root: Path) -> dict[str, HalfNoise]:
    """One run of each case in each format, by code that every machine has."""
    return measure_half(with_transcripts(cases, root), root, [Run("default", False, dtype) for dtype in HALF])


def add_half_noise(cases: list[Case], root: Path) -> None:
    """Measures the noise in formats of 16 bits and writes it to the cases' golden.json, whatever else is in there left as it is."""
    runs = legal_half_runs()
    for name, found in measure_half(with_transcripts(cases, root), root, runs).items():
        file = root / "Golden" / name / "golden.json"
        golden = {key: value for key, value in json.loads(file.read_text()).items() if key not in _KEYS}
        result = {}
        for key, value in golden.items():
            result[key] = value
            if key == "noise_runs":
                result |= found.json(runs)
        write_json(file, result)
