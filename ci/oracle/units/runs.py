"""Runs of a unit script in several arithmetics, each in a process of its own: torch's code path is chosen when it starts."""

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

#: What float32 is measured with: ATen's code paths, with and without oneDNN.
FLOAT32 = [("float32", capability, onednn) for capability in ("default", "avx2", "avx512") for onednn in (True, False)]


def run_all(script, runs, *arguments):
    """What `script --run ARITHMETIC [ONEDNN] ARGUMENTS… FILE` pickles into its file, for each of the runs (arithmetic, ATen's code path, oneDNN or nothing)."""
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "run.pickle")
        for arithmetic, capability, *onednn in runs:
            environment = dict(os.environ, ATEN_CPU_CAPABILITY=capability, OMP_NUM_THREADS="1")
            command = [sys.executable, script, "--run", arithmetic, *map(str, onednn), *arguments, str(file)]
            subprocess.run(command, env=environment, check=True)
            results.append(pickle.loads(file.read_bytes()))
    return results
