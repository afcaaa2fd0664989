"""The process of one arithmetic, seen from outside."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

#: ATen's DEFAULT code draws the random numbers that any machine can make; nothing is fetched; bars would fill the log.
_ENVIRONMENT = {
    "ATEN_CPU_CAPABILITY": "default", "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1",
    "TRANSFORMERS_VERBOSITY": "error", "PYTHONWARNINGS": "ignore",
}


def environment() -> dict[str, str]:
    """The environment of a worker."""
    search = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return os.environ | _ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(filter(None, search))}


class WorkerDied(RuntimeError):
    pass


class WorkerProcess:
    """Answers commands one after the other."""

    def __init__(self, arithmetic: str):
        self._arithmetic = arithmetic
        command = [sys.executable, "-m", "oracle.adapter.worker", arithmetic]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment()
        )

    def ask(self, message: dict, progress: Callable[[dict], None]) -> dict:
        """The reply, after lines that tell of progress."""
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._death() from None
        for line in self._process.stdout:
            reply = json.loads(line)
            if "progress" not in reply:
                return reply
            progress(reply)
        raise self._death()

    def stop(self) -> None:
        """Lets the process end; one that is busy is ended."""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _death(self) -> WorkerDied:
        return WorkerDied(f"the process of {self._arithmetic} arithmetic ended with status {self._process.wait()}")
