"""One process of one arithmetic: runs jobs, each a request, and leaves what they give in a folder each.

Jobs come as a JSON list in a file.
"""

import json
import sys
import traceback
from pathlib import Path

from .arithmetic import prepare


def main(arithmetic: str, jobs_file: str) -> None:
    prepare(arithmetic)
    sys.stdout = sys.stderr
    for job in json.loads(Path(jobs_file).read_text()):
        _run(job)


def _run(job: dict) -> None:
    from .request import Request
    from .transcript import Transcript

    transcripts = {key: Transcript.read(job[key]) for key in ("replay", "timesteps") if key in job}
    result, transcript, error = Request(job["request"], Path(job["folder"])).run(**transcripts)
    output = Path(job["output"])
    output.mkdir(parents=True, exist_ok=True)
    if transcript is not None:
        transcript.write(output / "transcript.safetensors")
    elif job.get("expect_error") is not True:
        print(f"{job['name']}: ", *traceback.format_exception(error), file=sys.stderr)
    (output / "result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
