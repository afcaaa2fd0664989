"""Runs of requests, each list in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .environment import computing
from .noise import Run
from .transcript import Transcript


@dataclass
class Job:
    """One run of one request. `folder` is where its relative paths start."""

    name: str
    request: dict
    folder: Path
    output: Path
    expect_error: bool = False
    replay: Path | None = None
    timesteps: Path | None = None

    def json(self) -> dict:
        return {key: str(value) if isinstance(value, Path) else value for key, value in vars(self).items() if value is not None}

    @property
    def result(self) -> dict:
        return json.loads((self.output / "result.json").read_text())

    @property
    def transcript_file(self) -> Path:
        return self.output / "transcript.safetensors"

    @property
    def transcript(self) -> Transcript | None:
        return Transcript.read(self.transcript_file) if self.transcript_file.exists() else None


def run_jobs(jobs: list[Job], run: Run, ideal: bool = False) -> None:
    """Runs the jobs in one process of its own; torch's code path is chosen when it starts."""
    if not jobs:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([job.json() for job in jobs], file)
        file.flush()
        command = [sys.executable, "-m", "oracle.worker", "ideal" if ideal else run.arithmetic, file.name]
        subprocess.run(command, check=True, env=os.environ | computing(run.capability), cwd=Path(__file__).parents[1])
