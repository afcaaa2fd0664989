"""`resolve`: the class that an AutoPipeline chooses. Its methods run as they are until they have chosen; no component is loaded."""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import diffusers
from diffusers import ControlNetModel, ControlNetUnionModel, DiffusionPipeline

from ..request import TASKS
from .replies import Malformed, Skipped, upstream

#: Newer releases have one task more.
_TASKS = TASKS | ({"text-to-audio": diffusers.AutoPipelineForText2Audio} if hasattr(diffusers, "AutoPipelineForText2Audio") else {})
_CONTROLNETS = {"ControlNetModel": ControlNetModel, "ControlNetUnionModel": ControlNetUnionModel}


class _Chosen(BaseException):
    """Ends a method as soon as it has chosen its class, whatever the method catches."""


def resolve(message: dict) -> dict:
    case = message["case"]
    if case.get("diffusers_version", diffusers.__version__) != diffusers.__version__:
        raise Skipped(f"this is diffusers {diffusers.__version__}, not {case['diffusers_version']}")
    if case["task"] not in _TASKS:
        raise Malformed(f"there is no task {case['task']}")
    options = {"controlnet": _controlnet(case["controlnet"])} if "controlnet" in case else {}
    options |= {"enable_pag": case["enable_pag"]} if "enable_pag" in case else {}
    method, source = _method(case)
    try:
        with _ending_at_choice(case["task"]), upstream():
            method(source, **options)
    except _Chosen as choice:
        return {"pipeline_class": str(choice)}
    raise Malformed("the case chooses no class")


def _method(case: dict):
    """The method that chooses, and what it chooses for."""
    loader = _TASKS[case["task"]]
    if "from_pipe" in case:
        if case["task"] is None:
            raise Malformed("'from_pipe' needs a task")
        return loader.from_pipe, type(case["from_pipe"], (), {"config": {}, "components": {}})()
    return loader.from_pretrained, case["checkpoint"] if "checkpoint" in case else _folder(case["class_name"])


def _controlnet(value):
    """Nets that were never built: only their classes are looked at."""
    if isinstance(value, list):
        return [_controlnet(element) for element in value]
    return None if value is None else object.__new__(_CONTROLNETS[value])


@contextlib.contextmanager
def _ending_at_choice(task: str | None) -> Iterator[None]:
    """An AutoPipeline has chosen when it loads or reads the signature of a class; `DiffusionPipeline` when it reads the signature."""
    names = ("_get_signature_keys",) if task is None else ("from_pretrained", "_get_signature_keys")
    originals = {name: DiffusionPipeline.__dict__[name] for name in names}

    def chosen(cls, *arguments, **_):
        kind = arguments[0] if arguments and isinstance(arguments[0], type) else cls
        raise _Chosen(kind.__name__)

    try:
        for name in names:
            setattr(DiffusionPipeline, name, classmethod(chosen))
        yield
    finally:
        for name, original in originals.items():
            setattr(DiffusionPipeline, name, original)


_FOLDERS = tempfile.TemporaryDirectory(prefix="resolve-")


@cache
def _folder(class_name: str) -> str:
    """A checkpoint that has nothing but the name of its class."""
    folder = Path(tempfile.mkdtemp(dir=_FOLDERS.name))
    index = {"_class_name": class_name, "_diffusers_version": diffusers.__version__}
    (folder / "model_index.json").write_text(json.dumps(index))
    return str(folder)
