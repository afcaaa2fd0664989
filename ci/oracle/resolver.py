"""Exports what diffusers' AutoPipelines choose for every class name that it exports, and its mappings.

Usage: resolver.py OUTPUT_FOLDER

Each release runs in an environment of its own: the packages of requirements.txt with that diffusers, from 0.36.0 on also httpx, from
0.40.0 on huggingface_hub 1.32 or newer (below 2) and transformers 5.

Writes `<version of diffusers>.json`:

- `mappings`: task → [[key, class], …], in diffusers' order of search; decoders follow as `text-to-image-decoder`, ….
- `classes`: task → the AutoPipeline class, for the tasks that have one.
- `message`: the text of the ValueError; `{}` stand for the name that was looked up and the key that was found.
- `rows`: what one pattern covers, in this order: method, task (those with a class), controlnet, enable_pag.
- `outcomes`: a class, or [name, key]: the error. In names `*` stands for the stem, the queried name without its last `Pipeline`.
- `patterns`: outcomes of all rows, as [outcome, count, outcome, count, …].
- `names`: for each pattern the names it holds for.

Nothing of a checkpoint is loaded: the methods run as they are until they have chosen their class.
"""

import sys

sys.path.pop(0)

import importlib
import itertools
import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import diffusers
from diffusers import ControlNetModel, ControlNetUnionModel, DiffusionPipeline
from diffusers.pipelines import auto_pipeline

MESSAGE = "AutoPipeline can't find a pipeline linked to {} for {}"
TASKS = {
    "text-to-image": "TEXT2IMAGE", "image-to-image": "IMAGE2IMAGE", "inpainting": "INPAINT", "text-to-video": "TEXT2VIDEO",
    "condition-to-video": "CONDITION2VIDEO", "image-to-video": "IMAGE2VIDEO", "video-to-video": "VIDEO2VIDEO", "text-to-audio": "TEXT2AUDIO",
}
CLASSES = {
    "text-to-image": "AutoPipelineForText2Image", "image-to-image": "AutoPipelineForImage2Image",
    "inpainting": "AutoPipelineForInpainting", "text-to-audio": "AutoPipelineForText2Audio",
}
ABSENT = object()


class Chosen(Exception):
    """Ends a method as soon as it has chosen its class."""


def stop_at_choice():
    def chosen(cls, *arguments, **options):
        raise Chosen(cls.__name__)

    DiffusionPipeline.from_pretrained = classmethod(chosen)
    DiffusionPipeline._get_signature_keys = classmethod(chosen)


def mappings():
    """All mappings under diffusers' tasks, in the order in which it searches them."""
    named = {}
    for task, part in TASKS.items():
        for name, suffix in ((f"AUTO_{part}_PIPELINES_MAPPING", ""), (f"_AUTO_{part}_DECODER_PIPELINES_MAPPING", "-decoder")):
            if hasattr(auto_pipeline, name):
                named[id(getattr(auto_pipeline, name))] = task + suffix
    return {
        named[id(mapping)]: [[key, pipeline.__name__] for key, pipeline in mapping.items()]
        for mapping in auto_pipeline.SUPPORTED_TASKS_MAPPINGS
    }


def controlnets():
    plain, union = object.__new__(ControlNetModel), object.__new__(ControlNetUnionModel)
    return {
        "absent": ABSENT, "null": None, "ControlNetModel": plain, "ControlNetUnionModel": union,
        "[ControlNetModel]": [plain], "[ControlNetUnionModel]": [union],
    }


def outcome(call, name):
    try:
        call()
    except Chosen as choice:
        return str(choice)
    except ValueError as error:
        start, middle = MESSAGE.split("{}")[0], " for "
        text = str(error)
        assert text.startswith(start), text
        looked_up, key = text[len(start):].rsplit(middle, 1)
        assert text == MESSAGE.format(looked_up, key), text
        stem = name.removesuffix("Pipeline")
        if looked_up.startswith(stem) and name.endswith("Pipeline"):
            looked_up = "*" + looked_up[len(stem):]
        return (looked_up, None if key == "None" else key)
    raise AssertionError("no class was chosen")


def rows(name, folder, classes):
    Path(folder, "model_index.json").write_text(json.dumps({"_class_name": name, "_diffusers_version": diffusers.__version__}))
    pipeline = type(name, (), {"config": {}, "components": {}})()
    for method, task in itertools.product(("from_pretrained", "from_pipe"), classes):
        auto = getattr(diffusers, classes[task])
        source = folder if method == "from_pretrained" else pipeline
        for controlnet, pag in itertools.product(controlnets().values(), (ABSENT, False, True)):
            options = {key: value for key, value in (("controlnet", controlnet), ("enable_pag", pag)) if value is not ABSENT}
            yield outcome(lambda: getattr(auto, method)(source, **options), name)


def lengths(values):
    return list(itertools.chain.from_iterable([value, len(list(run))] for value, run in itertools.groupby(values)))


def table():
    names = sorted(name for name in dir(diffusers) if name.endswith("Pipeline"))
    classes = {task: name for task, name in CLASSES.items() if hasattr(diffusers, name)}
    outcomes, patterns = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            found = [outcomes.setdefault(item, len(outcomes)) for item in rows(name, folder, classes)]
            patterns.setdefault(tuple(lengths(found)), []).append(name)
    return {
        "version": diffusers.__version__, "mappings": mappings(), "classes": classes, "message": MESSAGE,
        "rows": {"method": ["from_pretrained", "from_pipe"], "task": list(classes), "controlnet": list(controlnets()),
                 "enable_pag": ["absent", False, True]},
        "outcomes": [list(item) if isinstance(item, tuple) else item for item in outcomes],
        "patterns": [list(pattern) for pattern in patterns], "names": list(patterns.values()),
    }


def compact(table):
    """One line for each part, so that differences between versions can be read."""
    def line(value):
        return json.dumps(value, separators=(",", ":"))

    parts = []
    for key, value in table.items():
        if isinstance(value, list):
            parts.append(f"{line(key)}:[\n" + ",\n".join(map(line, value)) + "\n]")
        elif key == "mappings":
            parts.append(f"{line(key)}:{{\n" + ",\n".join(f"{line(task)}:{line(rows)}" for task, rows in value.items()) + "\n}")
        else:
            parts.append(f"{line(key)}:{line(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    importlib.import_module("diffusers.pipelines")
    stop_at_choice()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{diffusers.__version__}.json").write_text(compact(table()))
