"""Variations of a case, one input changed in each: a golden that does not move with an input cannot show that it was read."""

import copy
from pathlib import Path

import numpy
import PIL.Image

from . import tensorfile
from .transcript import Transcript

MINIMUM = 1000.0
OTHER_PROMPT = "an old robot under the yellow moon"


def variations(request: dict, folder: Path, scratch: Path) -> dict[str, dict]:
    """Requests by the name of the input changed. `folder` is the request's; changed files are written to `scratch`."""
    result = {}

    def vary(label: str, path: list, value) -> None:
        changed = copy.deepcopy(request)
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        if value is None:
            del inner[path[-1]]
        else:
            inner[path[-1]] = value
        result[label] = changed

    def visit(label: str, path: list, key: str, value) -> None:
        if isinstance(value, list) and key not in ("timesteps", "sigmas"):
            for index, element in enumerate(value):
                visit(f"{label}[{index}]", path + [index], key, element)
        elif isinstance(value, dict) and "seed" in value:
            vary(label, path, {"seed": value["seed"] + 1})
        elif isinstance(value, dict) and "file" in value:
            vary(label, path, _changed_file(value, folder, scratch / f"{len(result)}"))
        elif key in _CHANGES:
            other = _CHANGES[key](value, request["call"])
            if other is not None:
                vary(label, path, other)

    for key, value in request["call"].items():
        visit(key, ["call", key], key, value)
    if "scheduler" in request.get("load", {}):
        custom = "timesteps" in request["call"] or "sigmas" in request["call"]
        other = {"class": request["load"]["scheduler"]["class"], "config": {"prediction_type": "v_prediction"}}
        vary("scheduler", ["load", "scheduler"], other if custom else None)
    if "global_seed" in request and "generator" not in request["call"]:
        vary("global_seed", ["global_seed"], request["global_seed"] + 1)
    return result


_CHANGES = {
    "prompt": lambda value, call: OTHER_PROMPT,
    "negative_prompt": lambda value, call: OTHER_PROMPT,
    "num_inference_steps": lambda value, call: None if "timesteps" in call or "sigmas" in call else value + 1,
    "guidance_scale": lambda value, call: value + 0.5 if value > 1 else None,
    "guidance_rescale": lambda value, call: value / 2,
    "strength": lambda value, call: value - 1 / _steps(call) if value * _steps(call) >= 2 else 1.0,
    "eta": lambda value, call: value / 2,
    "clip_skip": lambda value, call: value - 1,
    "timesteps": lambda value, call: value[:1] + [t - 21 for t in value[1:]],
    "sigmas": lambda value, call: value[:1] + [s * 0.9 for s in value[1:]],
    "prompt_2": lambda value, call: OTHER_PROMPT,
    "negative_prompt_2": lambda value, call: OTHER_PROMPT,
    "original_size": lambda value, call: value + 24,
    "target_size": lambda value, call: value + 24,
    "negative_original_size": lambda value, call: value + 24,
    "negative_target_size": lambda value, call: value + 24,
    "crops_coords_top_left": lambda value, call: value + 7,
    "negative_crops_coords_top_left": lambda value, call: value + 7,
    "aesthetic_score": lambda value, call: value + 1.5,
    "negative_aesthetic_score": lambda value, call: value + 1.5,
    "denoising_start": lambda value, call: value - 0.3,
    "denoising_end": lambda value, call: value + 0.3,
    "original_inference_steps": lambda value, call: value // 2,
    "control_mode": lambda value, call: None if value is None else value + 1 if value < 2 else value - 1,
    "padding_mask_crop": lambda value, call: value + 6,
    "true_cfg_scale": lambda value, call: value + 0.5 if value > 1 else None,
    "max_area": lambda value, call: 2 * value,
    "prompt_3": lambda value, call: OTHER_PROMPT,
    "negative_prompt_3": lambda value, call: OTHER_PROMPT,
    "max_sequence_length": lambda value, call: value - 2,
    "mu": lambda value, call: value + 0.3,
    "skip_guidance_layers": lambda value, call: abs(value - 1),
    "skip_layer_guidance_scale": lambda value, call: value + 0.5,
    "skip_layer_guidance_stop": lambda value, call: value / 10,
    "controlnet_conditioning_scale": lambda value, call: 0.5 * value,
}


def _steps(call: dict) -> int:
    return call.get("num_inference_steps") or len(call.get("timesteps") or call["sigmas"])


def _changed_file(value: dict, folder: Path, scratch: Path) -> dict:
    scratch.parent.mkdir(parents=True, exist_ok=True)
    if "tensor" in value:
        array = tensorfile.TensorFile(folder / value["file"]).array(value["tensor"])
        file = scratch.with_suffix(".safetensors")
        tensorfile.write(file, {value["tensor"]: numpy.ascontiguousarray(array[..., ::-1])})
        return value | {"file": str(file)}
    file = scratch.with_suffix(".png")
    PIL.Image.open(folder / value["file"]).transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT).save(file)
    return {"file": str(file)}


def watched(transcript: Transcript) -> str:
    """The entry that changes are measured in: the last decoded picture before quantisation, or the latents."""
    decoded = [name for name in transcript.entries if name.startswith("vae.decode.") and name.endswith(".out.sample")]
    return decoded[-1] if decoded else "latents"


def change(golden: Transcript, varied: Transcript | None) -> float:
    """How far the varied run's watched entry is from the golden's; infinite where it has another shape or is an error."""
    before = golden.entries[watched(golden)]
    after = varied.entries.get(watched(varied)) if varied is not None else None
    if after is None or after.shape != before.shape:
        return float("inf")
    return float(numpy.abs(after - before).max())
