"""diffusers as an implementation under test: one JSON object a line on standard input, one answer a line on standard output.

    python -m oracle.adapter
"""

import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

#: What the worker calls the arithmetic of a dtype.
_ARITHMETICS = {"float32": "float32", "float64": "ideal"}


class Adapter:
    """Answers commands. Each arithmetic is a process of its own, started when it is first asked for."""

    def __init__(self):
        self._workers: dict[str, subprocess.Popen] = {}

    def answer(self, message: dict) -> dict:
        command = message.get("cmd")
        if command == "start":
            return {"version": message.get("version"), "implementation": _implementation()}
        if command == "run" and message["dtype"] in _ARITHMETICS:
            return {"seq": message["seq"]} | self._run(message)
        unsupported = f"no dtype {message['dtype']}" if command == "run" else f"no command {command}"
        return {"seq": message.get("seq"), "skipped": {"kind": "unsupported", "message": unsupported}}

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.stdin.close()
            worker.wait()

    def _run(self, message: dict) -> dict:
        output = Path(message["output"]).resolve()
        job = {
            "name": str(message["seq"]), "request": message["request"], "folder": str(Path.cwd()), "output": str(output),
            "expect_error": True, "results": True,
        }
        worker = self._worker(_ARITHMETICS[message["dtype"]])
        started = time.monotonic()
        worker.stdin.write(json.dumps(job) + "\n")
        worker.stdin.flush()
        if not worker.stdout.readline():
            raise RuntimeError("the worker died")
        seconds = time.monotonic() - started
        if not message.get("transcript"):
            (output / "transcript.safetensors").unlink(missing_ok=True)
        result = json.loads((output / "result.json").read_text()) | {"seconds": seconds}
        (output / "result.json").write_text(json.dumps(result))
        return result

    def _worker(self, arithmetic: str) -> subprocess.Popen:
        if arithmetic not in self._workers:
            environment = os.environ | {
                "ATEN_CPU_CAPABILITY": "default", "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1",
                "PYTHONPATH": str(Path(__file__).parents[1]),
            }
            command = [sys.executable, "-m", "oracle.worker", arithmetic, "-"]
            self._workers[arithmetic] = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
            )
        return self._workers[arithmetic]


def _implementation() -> dict:
    return {
        "name": "diffusers", "version": version("diffusers"), "language": "Python", "dtypes": list(_ARITHMETICS),
        "tasks": ["text-to-image", "image-to-image", "inpainting"], "commands": ["run"],
        "homepage": "https://github.com/huggingface/diffusers",
    }


def main() -> None:
    adapter = Adapter()
    for line in sys.stdin:
        message = json.loads(line)
        if message.get("cmd") == "stop":
            break
        print(json.dumps(adapter.answer(message)), flush=True)
    adapter.stop()


if __name__ == "__main__":
    main()
