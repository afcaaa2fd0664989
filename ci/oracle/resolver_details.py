"""Exports what diffusers' AutoPipelines and DiffusionPipeline say about odd input, which components and options they pass on, and how
pipelines are printed.

Usage: resolver_details.py OUTPUT_FILE CHECKPOINT (the folder of a Stable Diffusion checkpoint)

Nothing of a checkpoint is loaded and nothing is downloaded. Paths of temporary folders are written as `FOLDER`.
"""

import sys

sys.path.pop(0)

import functools
import itertools
import json
import os
import re
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp()

import diffusers
from diffusers import DiffusionPipeline
from diffusers.pipelines import auto_pipeline
from diffusers.pipelines.pipeline_loading_utils import _get_pipeline_class

AUTOS = {
    "text-to-image": diffusers.AutoPipelineForText2Image, "image-to-image": diffusers.AutoPipelineForImage2Image,
    "inpainting": diffusers.AutoPipelineForInpainting,
}
CLASSES = {pipeline.__name__: pipeline for mapping in auto_pipeline.SUPPORTED_TASKS_MAPPINGS for pipeline in mapping.values()}
OPTIONS = [{}, {"controlnet": None}, {"enable_pag": False}, {"enable_pag": True}, {"controlnet": None, "enable_pag": True}]
FOLDER = tempfile.mkdtemp()


def result(call):
    """`[value]`, or `[type, message]` of the exception."""
    try:
        return [call()]
    except Exception as error:
        # Python prints the members of a set in any order.
        message = re.sub(r"\{('[^{}]*')\}", lambda found: "{" + ", ".join(sorted(found[1].split(", "))) + "}", str(error))
        return [type(error).__name__, message.replace(FOLDER, "FOLDER")]


def write_index(value):
    text = value if isinstance(value, (str, bytes)) else json.dumps(value)
    Path(FOLDER, "model_index.json").write_bytes(text if isinstance(text, bytes) else text.encode())


def signatures():
    rows = []
    priors = [diffusers.KandinskyPriorPipeline, diffusers.KandinskyV22PriorPipeline, diffusers.WuerstchenPriorPipeline, diffusers.StableCascadePriorPipeline]
    for pipeline in [*CLASSES.values(), *priors]:
        components, options = pipeline._get_signature_keys(pipeline)
        types = pipeline._get_signature_types()
        rows.append({
            "class": pipeline.__name__, "python": str(pipeline), "components": components, "options": options,
            "optional": sorted(set(pipeline._optional_components) & set(components)), "connects": pipeline._load_connected_pipes,
            # Called on `DiffusionPipeline`, `from_pretrained` expects only components without a default.
            "plain": DiffusionPipeline._get_signature_keys(pipeline)[0],
            "types": {name: str(types[name]) for name in components if "scheduler" not in name and "tokenizer" not in name},
        })
    return rows


def class_names():
    """`_class_name` of every JSON type, and names that must not be confused with others."""
    values = [
        None, 1, 0, -1.5, 1e22, True, [], ["pipeline", "MyPipe"], ["Img2Img", "ControlPipeline"], ["ControlPipeline"], ["Inpaint", 1, None, "it's"],
        {}, {"ControlPipeline": [1.0, False]}, "", "x", "Pipeline", "ControlPipeline", "PipelinePipeline", "stablediffusionpipeline",
        "StableDiffusionPipeline ", "FlaxStableDiffusionPipeline", "\u212aandinsky3Pipeline", "Pipe\u0000line", "é\u0301Img2ImgPipeline", "AutoPipelineForText2Image",
        "KandinskyInpaintCombinedPipeline", "a'b\"c\\\n\u200bPipeline", ["a'b", 'a"b', "a'b\"c\\\n\t\r\u0007\u00a0\u200b\u2028é😀\ue000"],
    ]
    rows = []
    for value, (task, auto), options in itertools.product(values, AUTOS.items(), OPTIONS):
        write_index({"_class_name": value})
        answer = result(lambda: auto.from_pretrained(FOLDER, **options))
        assert len(answer) == 2
        rows.append([value, task, "controlnet" in options, options.get("enable_pag"), answer])
    return rows


def texts():
    values = ["[]", "1", "null", '"a"', "1.5", "true", "{}", "{", "\ufeff{}", "", "[" * 200, '{"a": 1, "a": 2}', "{'a': 1}"]
    rows = []
    for value in values:
        if value == "[" * 200:
            # Only a text that is no JSON for us as well.
            value = "[" * 200 + "x"
        write_index(value)
        rows.append([value, result(lambda: AUTOS["text-to-image"].from_pretrained(FOLDER))])
    return rows


def paths():
    Path(FOLDER, "empty").mkdir()
    Path(FOLDER, "weights.safetensors").write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00\xff\xfe")
    names = [
        f"{FOLDER}/empty", f"{FOLDER}/empty/", f"{FOLDER}/nope", f"{FOLDER}/weights.safetensors", "nope", "foo/bar", "a/b/c", "", "foo--bar", "x y", "a" * 97,
        "a" * 96, "./x", "..", "foo.git", "é/ü", ".hidden", "a\x00b", "foo\n", "~/x",
    ]
    rows = []
    for name in names:
        row = {"name": name.replace(FOLDER, "FOLDER")}
        row["auto"] = result(lambda: AUTOS["inpainting"].from_pretrained(name))
        # Ids of a valid form reach the network here.
        if name.count("/") > 1:
            row["diffusion"] = result(lambda: DiffusionPipeline.from_pretrained(name))
        rows.append(row)
    return rows


def missing():
    """Checkpoints without components: every mapped class, as far as it needs any."""
    rows = []
    for name, pipeline in CLASSES.items():
        write_index({"_class_name": name, "_diffusers_version": diffusers.__version__})
        rows.append([name, result(lambda: pipeline.from_pretrained(FOLDER))])
    return rows


def diffusion_classes():
    values = [
        "StableDiffusionPipeline", "FlaxStableDiffusionPipeline", "NoSuchPipeline", "", None, [], ["pipeline", "MyPipe"], 1, 0, {}, "FlaxFluxPipeline",
        "AllegroPipeline", "DiffusionPipeline", *[cls.__name__ for cls in auto_pipeline._AUTO_TEXT2IMAGE_DECODER_PIPELINES_MAPPING.values()],
        *[cls.__name__ for cls in auto_pipeline._AUTO_IMAGE2IMAGE_DECODER_PIPELINES_MAPPING.values()],
        *[cls.__name__ for cls in auto_pipeline._AUTO_INPAINT_DECODER_PIPELINES_MAPPING.values()], "KandinskyV22CombinedPipeline",
    ]
    rows = []
    for value, connected in itertools.product(values, (False, True)):
        choose = functools.partial(_get_pipeline_class, DiffusionPipeline, {"_class_name": value}, load_connected_pipeline=connected)
        rows.append([value, connected, result(lambda: choose().__name__)])
    return rows


def conversions():
    """`from_pipe` with the constructors replaced: what they are given, and what the configuration remembers."""
    calls = []

    def recording(init):
        @functools.wraps(init)
        def record(self, **arguments):
            calls.append(arguments)

        return record

    originals = {name: pipeline.__init__ for name, pipeline in CLASSES.items()}
    for pipeline in CLASSES.values():
        pipeline.__init__ = recording(pipeline.__init__)
    extras = [
        {}, {"_name_or_path": "a/b", "_requires_aesthetics_score": True, "_force_zeros_for_empty_prompt": False},
        {"_class_name": "X", "_diffusers_version": "0.1", "spare": [1, None], "_spare": 2, "requires_aesthetics_score": True},
    ]
    passed = [{}, {"vae": "mine", "unknown": 1}, {"force_zeros_for_empty_prompt": False, "requires_safety_checker": False, "scheduler": "mine"}, {"unet": None}]
    rows = []
    for index, ((name, pipeline), (task, auto)) in enumerate(itertools.product(CLASSES.items(), AUTOS.items())):
        if index % 2 and not name.startswith("StableDiffusionXL"):
            continue
        components, options = pipeline._get_signature_keys(pipeline)
        config = {key: ["diffusers", key] for key in components}
        config |= {key: f"old {key}" for key in options if key not in ("add_watermarker", "pag_applied_layers")}
        config |= extras[index % 3]
        source = type(name, (), {"config": config, "components": {key: key for key in components}})()
        arguments = passed[(index // 3) % 4]
        calls.clear()
        answer = result(lambda: auto.from_pipe(source, **arguments))
        row = {"class": name, "task": task, "config": config, "arguments": arguments}
        if calls:
            model = answer[0]
            row["chosen"], row["call"], row["remembered"] = type(model).__name__, calls[0], dict(model._internal_dict)
        else:
            row["error"] = answer
        rows.append(row)
    for name, pipeline in CLASSES.items():
        pipeline.__init__ = originals[name]
    return rows


def prints():
    configs = [
        ["StableDiffusionPipeline", {"vae": ("diffusers", "AutoencoderKL"), "safety_checker": (None, None), "requires_safety_checker": True}],
        ["KandinskyV22Pipeline", {"_name_or_path": "kandinsky é😀\"\\\n/x", "unet": ["diffusers", "UNet2DConditionModel"], "movq": ["diffusers", "VQModel"]}],
        ["WuerstchenDecoderPipeline", {"latent_dim_scale": 10.67, "small": 1e-5, "big": 1e16, "whole": 2.0, "nan": float("nan"), "inf": -float("inf")}],
        ["StableDiffusionXLImg2ImgPipeline", {"_requires_aesthetics_score": None, "_ignore_files": ["a"], "_use_default_values": [], "list": [], "dict": {},
                                              "nested": {"b": [1, [2.5, None]], "a": {"z": False}}, "Zed": 1, "é": 2, "_pre_quantization_dtype": "x"}],
        ["FluxPipeline", {}],
    ]
    rows = []
    for name, config in configs:
        pipeline = object.__new__(CLASSES[name])
        pipeline.register_to_config(**config)
        rows.append({"class": name, "config": config, "text": repr(pipeline)})
        assert rows[-1]["text"] == str(pipeline)
    return rows


def live(checkpoint):
    """Real pipelines of a tiny checkpoint, printed after loading and after conversions."""
    rows = []

    def add(name, pipeline):
        rows.append([name, repr(pipeline).replace(checkpoint, "CHECKPOINT")])
        return pipeline

    loaded = {task: add(task, auto.from_pretrained(checkpoint)) for task, auto in AUTOS.items()}
    add("without a task", DiffusionPipeline.from_pretrained(checkpoint, requires_safety_checker=True))
    # Printing has left the class's name in the configuration.
    converted = add("printed, then converted", AUTOS["image-to-image"].from_pipe(loaded["text-to-image"], requires_safety_checker=True))
    add("converted twice", AUTOS["inpainting"].from_pipe(converted))
    fresh = AUTOS["inpainting"].from_pretrained(checkpoint)
    add("converted unprinted", AUTOS["text-to-image"].from_pipe(fresh, scheduler=loaded["text-to-image"].scheduler))
    return rows


def instances():
    return [[task, result(lambda: auto())] for task, auto in AUTOS.items()]


if __name__ == "__main__":
    parts = {
        "signatures": signatures(), "class_names": class_names(), "texts": texts(), "paths": paths(), "missing": missing(),
        "diffusion_classes": diffusion_classes(), "conversions": conversions(), "prints": prints(), "instances": instances(),
        "live": live(sys.argv[2]),
    }
    lines = [f"{json.dumps(key)}:[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]" for key, rows in parts.items()]
    Path(sys.argv[1]).write_text("{\n" + ",\n".join(lines) + "\n}\n")
