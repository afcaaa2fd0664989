"""Cases whose pipeline is made by `from_pipe` from one of another task."""

import dataclasses

from ...cases import Case
from ...schedulers import ddim, euler
from .cases import IMAGE, INPAINT, NINE, SAFETY, TEXT


def converted(case: Case, task: str, load: dict | None = None, **arguments) -> Case:
    """The case with its pipeline converted from the one of `task`, which is loaded with `load`."""
    conversion = {"task": case.request["task"]} | ({"arguments": arguments} if arguments else {})
    request = {key: value for key, value in case.request.items() if key not in ("load", "call")} | {"task": task}
    request |= ({"load": load} if load else {}) | {"from_pipe": conversion, "call": case.request["call"]}
    return dataclasses.replace(case, request=request)


_TEXT, _IMAGE, _INPAINT = "text-to-image", "image-to-image", "inpainting"
CASES = [
    converted(TEXT("from-image-to-image", output_type="latent"), _IMAGE),
    converted(TEXT("from-inpainting", output_type="latent"), _INPAINT, load=ddim()),
    converted(TEXT("from-safety-checker", model=SAFETY, num_inference_steps=2, output_type="pil"), _INPAINT, safety_checker=None, requires_safety_checker=False),
    converted(IMAGE("from-text-to-image", output_type="latent"), _TEXT),
    converted(IMAGE("from-inpainting", output_type="latent"), _INPAINT, load=euler()),
    converted(INPAINT("from-text-to-image", output_type="latent"), _TEXT),
    converted(INPAINT("from-image-to-image", output_type="pil"), _IMAGE, load=ddim()),
    converted(INPAINT("from-9-channels-text-to-image", model=NINE, output_type="latent"), _TEXT),
]
