"""One process of one arithmetic: runs a list of jobs, each a request, and leaves what they give in a folder each."""

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
    from .request import Request
    from .transcript import Transcript

    for job in json.loads(Path(jobs_file).read_text()):
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
