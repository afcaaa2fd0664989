"""`run`: a request, its results and its transcript."""

import json
import time
from pathlib import Path

from ..request import Request
from ..results import write_results
from .progress import Progress


def run(message: dict, progress: Progress) -> dict:
    output = Path(message["output"])
    output.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    result, transcript, _ = Request(message["request"], Path.cwd()).run(on_call=progress.note)
    result["seconds"] = time.monotonic() - started
    if transcript is not None:
        if message.get("transcript"):
            transcript.write(output / "transcript.safetensors")
        write_results(transcript, output)
    (output / "result.json").write_text(json.dumps(result))
    return result
