"""One process of one arithmetic: runs jobs, each a request, and leaves what they give in a folder each.

Jobs come as a JSON list in a file, or one a line on standard input (file `-`), where a line on standard output says that one is done.
"""

import json
import sys
import traceback
from pathlib import Path

import torch


def main(arithmetic: str, jobs_file: str) -> None:
    torch.set_num_threads(1)
    torch.backends.mkldnn.set_flags(arithmetic != "float32-without-onednn")
    if arithmetic == "ideal":
        from .arithmetic import rebind

        rebind()
    replies, sys.stdout = sys.stdout, sys.stderr
    if jobs_file == "-":
        for line in sys.stdin:
            _run(json.loads(line))
            print("done", file=replies, flush=True)
    else:
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
        if job.get("results"):
            from .results import write_results

            write_results(transcript, output)
    elif job.get("expect_error") is not True:
        print(f"{job['name']}: ", *traceback.format_exception(error), file=sys.stderr)
    (output / "result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
