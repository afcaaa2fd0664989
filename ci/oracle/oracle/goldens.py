"""Makes the goldens: ideal runs, the float32 and half-precision runs that measure their noise, and one run for each input changed."""

import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from .cases import Case
from .half import add_half_noise
from .jobs import Job, run_jobs
from .jsonfile import write_json
from .noise import Run, branches, legal_runs, measure, rounded
from .results import write_pictures
from .sensitivity import MINIMUM, change, variations, watched
from .transcript import Transcript

_IDEAL = Run("default", True)
_PACKAGES = ("torch", "diffusers", "transformers", "tokenizers", "numpy", "pillow")


def write_requests(cases: list[Case], root: Path) -> None:
    for case in cases:
        folder = root / "Golden" / case.id
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_json(folder / "request.json", case.request)


def make_goldens(cases: list[Case], root: Path, measured: bool = True) -> list[str]:
    """Writes the goldens of `cases` under `root`/Golden; returns complaints. Without `measured`, noise and sensitivity are left out."""
    with tempfile.TemporaryDirectory() as scratch:
        complaints = _Making(cases, root, Path(scratch), legal_runs() if measured else []).make()
    if measured:
        add_half_noise(cases, root)
    return complaints


class _Making:
    def __init__(self, cases: list[Case], root: Path, scratch: Path, runs: list[Run]):
        self._cases, self._root, self._scratch, self._runs = cases, root, scratch, runs
        self._complaints: list[str] = []

    def make(self) -> list[str]:
        write_requests(self._cases, self._root)
        ideal = {case.id: self._job(case, "ideal") for case in self._cases}
        changed = {case.id: self._variations(case) for case in self._cases if not case.is_error and self._runs}
        run_jobs(list(ideal.values()) + [job for jobs in changed.values() for job in jobs.values()], _IDEAL, ideal=True)
        float32 = {}
        for run in self._runs or [_IDEAL]:
            jobs = {case.id: self._job(case, run.name, replay=ideal[case.id]) for case in self._cases if case.is_error or self._runs}
            run_jobs(list(jobs.values()), run)
            float32[run.name] = jobs
        runs = {case.id: [jobs[case.id] for jobs in float32.values() if case.id in jobs] for case in self._cases}
        rescheduled = self._rescheduled(ideal, runs)
        for case in self._cases:
            self._write(case, ideal[case.id], runs[case.id], rescheduled.get(case.id), changed.get(case.id, {}))
        return self._complaints

    def _rescheduled(self, ideal: dict[str, Job], runs: dict[str, list[Job]]) -> dict[str, Job]:
        """Ideal runs with float32's timesteps, for the cases where these are others."""
        jobs = {}
        for case in self._cases:
            golden, transcripts = ideal[case.id].transcript, [job.transcript for job in runs[case.id]]
            if golden is None or None in transcripts or not transcripts:
                continue
            if any(".set_timesteps." in name for name in branches(golden, transcripts)):
                schedule = runs[case.id][0].transcript_file
                jobs[case.id] = self._job(case, "rescheduled", replay=ideal[case.id], timesteps=schedule)
        run_jobs(list(jobs.values()), _IDEAL, ideal=True)
        return jobs

    def _job(self, case: Case, name: str, replay: Job | None = None, **options) -> Job:
        file = replay.transcript_file if replay and replay.transcript_file.exists() else None
        folder = self._root / "Golden" / case.id
        return Job(case.id, case.request, folder, self._scratch / name / case.id, case.is_error, replay=file, **options)

    def _variations(self, case: Case) -> dict[str, Job]:
        folder = self._root / "Golden" / case.id
        scratch = self._scratch / "changed" / case.id
        requests = variations(case.request, folder, scratch)
        return {
            label: Job(f"{case.id} {label}", request, folder, scratch / str(index), expect_error=True)
            for index, (label, request) in enumerate(requests.items())
        }

    def _complain(self, case: Case, text: str) -> None:
        self._complaints.append(f"{case.id}: {text}")

    def _write(self, case: Case, ideal: Job, runs: list[Job], rescheduled: Job | None, changed: dict[str, Job]) -> None:
        folder = self._root / "Golden" / case.id
        versions = {package: version(package) for package in _PACKAGES}
        if case.is_error:
            result = runs[0].result  # Messages show tensors; ideal arithmetic would print its own type.
            if "error" not in result:
                self._complain(case, "should be an error")
            golden = {key: result[key] for key in ("pipeline_class", "error") if key in result}
            write_json(folder / "golden.json", golden | {"versions": versions})
            return
        result, transcript = ideal.result, ideal.transcript
        if transcript is None:
            self._complain(case, f"failed: {result['error']}")
            return
        if result["pipeline_class"] != case.pipeline:
            self._complain(case, f"is a {result['pipeline_class']}")
        transcript.write(folder / "transcript.safetensors")
        write_pictures(transcript, folder)
        golden = {"pipeline_class": result["pipeline_class"], "outputs": result["outputs"]}
        if "warnings" in result:
            golden["warnings"] = result["warnings"]
        if self._runs:
            transcripts = [job.transcript for job in runs]
            if rescheduled is not None:
                shutil.copy(rescheduled.transcript_file, folder / "transcript-float32.safetensors")
            reference = rescheduled.transcript if rescheduled is not None else transcript
            different = branches(reference, transcripts)
            if different:
                self._complain(case, f"float32 branches differently in {sorted(different)}")
            golden["noise"] = measure(reference, transcripts)
            golden["noise_runs"] = [run.name for run in self._runs]
            golden["sensitivity"] = self._sensitivity(case, transcript, golden["noise"], changed)
        write_json(folder / "golden.json", golden | {"versions": versions})

    def _sensitivity(self, case: Case, golden: Transcript, noise: dict, changed: dict[str, Job]) -> dict:
        limit = noise[watched(golden)]["max"]
        result = {}
        for label, job in changed.items():
            moved = change(golden, job.transcript) / limit
            result[label] = "other shape" if moved == float("inf") else rounded(moved)
            if label in case.inert and moved != 0:
                self._complain(case, f"{label} should be ignored but moves the golden")
            if label not in case.inert and moved < MINIMUM:
                self._complain(case, f"{label} moves the golden by only {moved:.1f} times its float32 noise")
        return result
