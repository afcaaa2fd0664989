"""The protocol's side of the adapter: reads commands, hands them to the process of their arithmetic, writes replies."""

import json
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import TextIO

from .process import WorkerProcess
from .replies import Malformed, Skipped, without_answer

PROTOCOL = 1
#: What a worker calls the arithmetic of a dtype.
ARITHMETICS = {"float16": "float16", "bfloat16": "bfloat16", "float32": "float32", "float64": "ideal"}
#: Commands and the dtypes that they are answered in; those without a dtype go to the process of float32.
COMMANDS = {
    "resolve": None, "run": tuple(ARITHMETICS), "schedule": ("float32", "float64"), "tokens": None, "random": None,
    "component": tuple(ARITHMETICS),
}


class Session:
    """One conversation. A worker that dies takes the session with it: the suite charges the case and starts another one."""

    def __init__(self, output: TextIO, make_worker: Callable[[str], WorkerProcess] = WorkerProcess):
        self._output = output
        self._make_worker = make_worker
        self._workers: dict[str, WorkerProcess] = {}

    def converse(self, lines: Iterable[str]) -> None:
        """Answers lines up to the end of the conversation, and stops."""
        try:
            for line in lines:
                if not self.answer(line):
                    break
        finally:
            self.stop()

    def answer(self, line: str) -> bool:
        """Answers one line; false at the end of the conversation."""
        if not line.strip():
            return True
        message = {}
        try:
            message = _message(line)
            if message["cmd"] == "stop":
                return False
            reply = _start(message) if message["cmd"] == "start" else self._work(message)
        except (Malformed, Skipped) as problem:
            reply = without_answer(problem)
        self._write(({"seq": message["seq"]} if "seq" in message else {}) | reply)
        return True

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.stop()

    def _work(self, message: dict) -> dict:
        dtype = _dtype(message)
        if dtype not in self._workers:
            self._workers[dtype] = self._make_worker(ARITHMETICS[dtype])
        return self._workers[dtype].ask(message, self._write)

    def _write(self, reply: dict) -> None:
        print(json.dumps(reply), file=self._output, flush=True)


def _message(line: str) -> dict:
    try:
        message = json.loads(line)
    except ValueError as error:
        raise Malformed(f"the line is no JSON: {error}") from None
    if not isinstance(message, dict) or not isinstance(message.get("cmd"), str):
        raise Malformed("a line is an object whose 'cmd' names the command")
    return message


def _dtype(message: dict) -> str:
    """The dtype in which a command is answered."""
    command = message["cmd"]
    if command not in COMMANDS:
        raise Malformed(f"there is no command {command}; there are start, {', '.join(COMMANDS)}, stop")
    if COMMANDS[command] is None:
        return "float32"
    dtype = message.get("dtype", "float32")
    if dtype not in COMMANDS[command]:
        raise Skipped(f"{command} is answered in {', '.join(COMMANDS[command])}, not in {dtype}")
    return dtype


def _version() -> str:
    """The release, and those of the libraries that its results depend on."""
    return f"{version('diffusers')} (transformers {version('transformers')}, torch {version('torch')})"


def _start(message: dict) -> dict:
    if message.get("version") != PROTOCOL:
        raise Malformed(f"version {message.get('version')} of the protocol is not known; {PROTOCOL} is")
    return {
        "version": PROTOCOL,
        "implementation": {
            "name": "diffusers", "version": _version(), "language": "Python", "dtypes": list(ARITHMETICS),
            "tasks": ["text-to-image", "image-to-image", "inpainting"], "commands": list(COMMANDS), "transcript": "full",
            "homepage": "https://github.com/huggingface/diffusers",
        },
    }
