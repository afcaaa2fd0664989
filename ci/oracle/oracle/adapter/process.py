"""The process of one arithmetic, seen from outside."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from ..environment import computing


def environment() -> dict[str, str]:
    """The environment of a worker. ATen's DEFAULT code draws the random numbers that any machine can make."""
    search = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return os.environ | computing("default") | {"PYTHONPATH": os.pathsep.join(filter(None, search))}


def next_reply(lines: Iterable[str], progress: Callable[[dict], None]) -> dict | None:
    """The reply, after lines that tell of progress; none where they end without one."""
    for line in lines:
        reply = json.loads(line)
        if "progress" not in reply:
            return reply
        progress(reply)
    return None


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
        """The reply to a command."""
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._death() from None
        reply = next_reply(self._process.stdout, progress)
        if reply is None:
            raise self._death()
        return reply

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
