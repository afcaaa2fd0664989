"""A process of one arithmetic that has imported everything and forks a child for each conversation: imports take longer than most cases.

    python -m oracle.mutants.nursery ARITHMETIC SOCKET

The first line of a conversation is the name of a mutant, which is applied to the child alone.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..adapter.process import environment
from ..arithmetic import prepare
from .child import FOLDER


def main(arithmetic: str, path: str) -> None:
    prepare(arithmetic)
    from ..adapter.worker import serve
    from . import registry

    _preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        while True:
            connection, _ = listener.accept()
            if os.fork():
                connection.close()
                continue
            listener.close()
            _live(connection, registry.apply, serve)
            os._exit(0)


def _live(connection: socket.socket, apply, serve) -> None:
    """The life of one child. Its log is its client's."""
    _, (log,), *_ = socket.recv_fds(connection, 1, 1)
    os.dup2(log, 1)
    os.dup2(log, 2)
    lines = connection.makefile("r", encoding="utf-8")
    replies = connection.makefile("w", encoding="utf-8")
    apply(next(lines).strip())
    serve(lines, replies)


def _preload() -> None:
    """Imports what cases use, so that children share it."""
    import diffusers.pipelines.auto_pipeline  # noqa: F401
    from diffusers import schedulers

    from ..adapter.worker import serve  # noqa: F401

    for name in dir(schedulers):
        getattr(schedulers, name)
    gc.collect()
    gc.freeze()


class Nurseries:
    """The nurseries of both arithmetics, for the time of a `with` block."""

    def __init__(self, arithmetics: list[str]):
        self._arithmetics = arithmetics

    def __enter__(self) -> "Nurseries":
        self._folder = tempfile.TemporaryDirectory()
        os.environ[FOLDER] = self._folder.name
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "oracle.mutants.nursery", name, f"{self._folder.name}/{name}"], env=environment(), start_new_session=True
            )
            for name in self._arithmetics
        ]
        for name, process in zip(self._arithmetics, self._processes, strict=True):
            while not Path(self._folder.name, name).exists():
                if process.poll() is not None:
                    raise RuntimeError(f"the nursery of {name} arithmetic ended with status {process.returncode}")
                time.sleep(0.1)
        return self

    def __exit__(self, *_) -> None:
        for process in self._processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._folder.cleanup()


if __name__ == "__main__":
    main(*sys.argv[1:])
