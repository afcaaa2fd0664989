"""`component`: one method of one component by itself, its inputs and outputs named as in transcripts."""

import inspect
from functools import lru_cache
from pathlib import Path

import diffusers
import torch

from .. import tensorfile
from ..arithmetic import given, loading, widen
from ..recorder import Recorder, unwatch
from ..request import load_component
from ..transcript import Transcript
from .classes import class_named
from .replies import Skipped, upstream


def component(message: dict) -> dict:
    method = message["method"]
    module = _component(message["class"], *_source(message), message.get("variant"))
    if not isinstance(module, torch.nn.Module) or not hasattr(module, method):
        raise Skipped(f"{message['class']} has no method {method} that can be called alone")
    if message["dtype"] in ("float32", "float64"):
        module.float()  # transformers 5 loads weights of 16 bits as they are.
    inputs = _inputs(tensorfile.TensorFile(message["inputs"])) | message.get("arguments", {})
    with upstream():
        outputs = _outputs(module, method, inputs)
    output = Path(message["output"])
    output.mkdir(parents=True, exist_ok=True)
    file = output / "outputs.safetensors"
    tensorfile.write(file, outputs)
    return {"file": str(file)}


def _source(message: dict) -> tuple[tuple[str, ...], str]:
    """The folders of a component, several for a class that holds models of its own, and the part of the folder."""
    if "folders" in message:
        return tuple(message["folders"]), ""
    return ((message["folder"],), "") if "folder" in message else ((message["checkpoint"],), message["component"])


@lru_cache(maxsize=4)
def _component(name: str, folders: tuple[str, ...], subfolder: str, variant: str | None):
    kind = class_named(name)
    with upstream():
        if "Multi" not in name:
            return kind.from_pretrained(folders[0], subfolder=subfolder, variant=variant, **loading())
        return kind([load_component(Path(folder)) for folder in folders])


def _outputs(module: torch.nn.Module, method: str, inputs: dict) -> dict:
    """What a recorder makes of the call. Pipelines ask diffusers' models for plain tuples."""
    if method == "forward" and _returns_tuples(module):
        inputs = inputs | {"return_dict": False}
    transcript = Transcript()
    Recorder(transcript).watch({"component": module})
    try:
        with torch.no_grad():
            getattr(module, method)(**inputs)
    finally:
        unwatch(module)
    prefix = f"component.{method}.0.out."
    return {name.removeprefix(prefix): array for name, array in transcript.entries.items() if name.startswith(prefix)}


def _returns_tuples(module: torch.nn.Module) -> bool:
    return isinstance(module, diffusers.ModelMixin) and "return_dict" in inspect.signature(module.forward).parameters


def _inputs(file: tensorfile.TensorFile) -> dict:
    """The tensors as arguments: `a.0` and `a.1` are elements of a list, `a.b` is in a dictionary."""
    tree: dict = {}
    for name in file.names:
        *path, last = name.split(".")
        place = tree
        for part in path:
            place = place.setdefault(part, {})
        value = torch.from_numpy(file.array(name).copy())
        place[last] = widen(value) if name == "timestep" else given(value)  # Pipelines hand times over as schedules have them.
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value):
    if not isinstance(value, dict):
        return value
    if all(key.isdecimal() for key in value):
        return [_listed(value[str(index)]) for index in range(len(value))]
    return {key: _listed(element) for key, element in value.items()}
