"""Exports what diffusers says when it loads real checkpoints in odd ways: arguments and components of wrong types, files that are missing
or broken, models of the hub without a network, and combined pipelines with the prior that their card names.

Usage: resolver_loading.py OUTPUT_FILE CHECKPOINTS (the folder of the fixtures' checkpoints)

A row holds the steps that make its folder (`resolver_folders.py`), so that others can make the same one. Nothing is downloaded. The row's
folder is written as `FOLDER`.
"""

import json
import logging
import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(tempfile.mkdtemp())
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = str(ROOT / "row" / "home")

import diffusers
import resolver_folders

AUTOS = {
    None: diffusers.DiffusionPipeline, "text-to-image": diffusers.AutoPipelineForText2Image,
    "image-to-image": diffusers.AutoPipelineForImage2Image, "inpainting": diffusers.AutoPipelineForInpainting,
}
SD, CHECKED, SHARDED, FP16 = "stable-diffusion", "stable-diffusion-safety-checker", "stable-diffusion-sharded", "stable-diffusion-fp16"
# What a pipeline's constructor logs belongs to the pipeline, not to loading.
CONSTRUCTORS = ("You have disabled the safety checker", "The configuration file of this scheduler", "The configuration file of the unet", "The Wuerstchen")


class Messages(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.texts = []
        for name in ("diffusers", "huggingface_hub"):
            logging.getLogger(name).addHandler(self)
            logging.getLogger(name).propagate = False

    def emit(self, record):
        self.texts.append(record.getMessage())


class Table:
    def __init__(self, fixtures):
        self.folders = resolver_folders.Folders(ROOT / "row", fixtures)
        self.parts = diffusers.DiffusionPipeline.from_pretrained(Path(fixtures, SD))
        self.messages, self.rows = Messages(), []

    def masked(self, text):
        """How Python prints objects is a placeholder, and it prints the members of a set in any order."""
        text = re.sub(r"^.*(?= is of type: )", "OBJECT", text, flags=re.DOTALL)
        text = re.sub(r"\{('[^{}:]*')\}", lambda found: "{" + ", ".join(sorted(found[1].split(", "))) + "}", text)
        text = re.sub(r"(?<=non-standard module ).*(?=\. We cannot)", "OBJECT", text, flags=re.DOTALL)
        text = re.sub(r"(?<=: )[A-Z]\w+(\(\n.*?\n\)| \{\n.*?\n\}\n|\(name_or_path=.*?\n\))", "OBJECT", text, flags=re.DOTALL)
        return text.replace(str(ROOT / "row"), "FOLDER")

    def value(self, value):
        if isinstance(value, dict) and set(value) == {"component"}:
            return getattr(self.parts, value["component"])
        return self.folders.text(value) if isinstance(value, str) else value

    def add(self, steps, name="FOLDER/x", tasks=(None, "text-to-image"), prints=False, **arguments):
        self.folders.make(steps)
        for task in tasks:
            self.messages.texts.clear()
            row = {"steps": steps, "name": name, "task": task, "arguments": arguments}
            try:
                passed = {key: self.value(value) for key, value in arguments.items()}
                pipeline = AUTOS[task].from_pretrained(self.folders.text(name), **passed)
                row["result"] = [type(pipeline).__name__]
            except RecursionError:
                row["result"] = ["RecursionError", ""]
            except Exception as error:
                row["result"] = [type(error).__name__, self.masked(str(error))]
            row["warnings"] = [self.masked(text) for text in self.messages.texts if not text.startswith(CONSTRUCTORS)]
            if prints and len(row["result"]) == 1:
                row["printed"] = self.masked(repr(pipeline))
            self.rows.append(row)

    def section(self, make):
        self.rows = []
        make(self)
        return self.rows


def arguments(table):
    plain = [["fixture", SD, "x"]]
    values = [
        {"device_map": "auto"}, {"device_map": "cuda"}, {"device_map": "cpu"}, {"device_map": ""}, {"device_map": 1}, {"device_map": {"unet": "cpu"}}, {"device_map": True},
        {"torch_dtype": "bad"}, {"torch_dtype": 16}, {"device_map": "auto", "torch_dtype": "bad"}, {"variant": "fp16"}, {"no_such_argument": 1}, {"image_encoder": None},
        {"low_cpu_mem_usage": False}, {"low_cpu_mem_usage": False, "device_map": "balanced"}, {"use_safetensors": True}, {"quantization_config": 1}, {"max_memory": {"cpu": 1}},
        {"offload_folder": "x"}, {"mirror": "x"}, {"trust_remote_code": True}, {"output_loading_info": True}, {"subfolder": "unet"}, {"use_onnx": True}, {"provider": "CPU"},
        {"custom_revision": "x"}, {"local_files_only": True, "force_download": True}, {"revision": "v9"}, {"token": "x", "proxies": {}, "cache_dir": "FOLDER/no"}, {"token": True},
        {"requires_safety_checker": True}, {"load_connected_pipeline": True}, {"a": "it's", "b": [None, 1.0]}, {"safety_checker": None, "feature_extractor": None},
    ]
    for value in values:
        table.add(plain, tasks=(None, "text-to-image", "inpainting"), **value)
    pairs = [
        ("unet", "scheduler"), ("unet", "text_encoder"), ("unet", "vae"), ("vae", "unet"), ("vae", "scheduler"), ("scheduler", "unet"), ("text_encoder", "tokenizer"),
        ("tokenizer", "text_encoder"), ("text_encoder", "unet"), ("vae", "tokenizer"), ("scheduler", "tokenizer"), ("tokenizer", "scheduler"), ("text_encoder", "scheduler"),
        ("image_encoder", "text_encoder"), ("feature_extractor", "tokenizer"), ("scheduler", "scheduler"), ("controlnet", "unet"),
    ]
    for name, other in pairs:
        table.add(plain, tasks=(None, "text-to-image", "inpainting"), **({name: {"component": other}} if name != "controlnet" else {"mine": {"component": other}}))
    table.add([["fixture", CHECKED, "x"]], safety_checker={"component": "text_encoder"})
    table.add([["fixture", CHECKED, "x"]], safety_checker=None, feature_extractor=None)
    table.add([["fixture", CHECKED, "x"]], feature_extractor={"component": "tokenizer"})
    for value in (None, {"component": "unet"}):
        table.add(plain, tasks=("text-to-image",), controlnet=value)
    for name in ("unet", "tokenizer"):
        table.add(plain, **{name: None})


def entries(table):
    """Members of `model_index.json` in other forms."""
    values = [
        5, None, True, 1.5, "x", "", [], ["diffusers"], ["diffusers", None], [None, "X"], [None, None], ["diffusers", "X", "Y"], ["nolib", "X"], ["no.lib", "X"], [1, 2], {"a": 1},
        ["..", "X"], ["../..", "X"], ["", ""], ["diffusers", 1], ["diffusers", "FlaxUNet2DConditionModel"],
    ]
    for value in values:
        table.add([["fixture", SD, "x"], ["index", "x", {"unet": value}]])
    for members in (
        {"foo": ["diffusers", "UNet2DConditionModel"]}, {"foo": 1, "é": {"a": [None, True]}}, {"_private": 1, "quantization_config": {}}, {"image_encoder": 1, "feature_extractor": [None]},
        {"_use_default_values": ["requires_safety_checker", "unet"]}, {"requires_safety_checker": 1}, {"_diffusers_version": "0.5.0"}, {"latent_dim_scale": 1},
    ):
        table.add([["fixture", SD, "x"], ["index", "x", members]], tasks=(None, "text-to-image", "inpainting"))
    for text in ("[]", "1", "null", '"a"', "{}", '{"_class_name": ["a", "b"]}', '{"_class_name": 1}', "{", '{"_class_name": "StableDiffusionPipeline"}'):
        table.add([["write", "x/model_index.json", text]], tasks=(None,))
    # Two things are wrong: what the files say comes before what is missing.
    table.add([["fixture", SD, "x"], ["index", "x", {"unet": [None, None]}], ["remove", "x/vae"]])
    table.add([["fixture", SD, "x"], ["index", "x", {"unet": [None, None]}]], vae={"component": "scheduler"})
    table.add([["fixture", SD, "x"], ["index", "x", {"unet": [None, None]}], ["remove", "x/vae"]], vae={"component": "vae"}, unet=None)
    table.add([["fixture", SD, "x"], ["remove", "x/vae"]], vae={"component": "unet"}, variant="fp16", no_such_argument=1)
    table.add([["fixture", SD, "x"], ["remove", "x/vae"]], tasks=("text-to-image",), controlnet=None)


def files(table):
    names = {
        SD: ["scheduler/scheduler_config.json", "text_encoder/config.json", "text_encoder/model.safetensors", "tokenizer/merges.txt", "tokenizer/special_tokens_map.json",
             "tokenizer/tokenizer_config.json", "tokenizer/vocab.json", "unet/config.json", "unet/diffusion_pytorch_model.safetensors"],
        CHECKED: ["feature_extractor/preprocessor_config.json", "safety_checker/config.json", "safety_checker/model.safetensors"],
        SHARDED: ["unet/diffusion_pytorch_model-00002-of-00003.safetensors", "unet/diffusion_pytorch_model.safetensors.index.json"],
    }
    for fixture, paths in names.items():
        start = [["fixture", fixture, "x"]]
        passed = {name: {"component": name} for name in ("scheduler", "tokenizer")} if fixture == SHARDED else {}
        for path in paths:
            table.add(start + [["remove", f"x/{path}"]], tasks=(None,), **passed)
            table.add(start + [["write", f"x/{path}", "{"]], tasks=(None,), **passed)
        for folder in sorted({path.split("/")[0] for path in paths}):
            table.add(start + [["remove", f"x/{folder}"]], **passed)
            table.add(start + [["clear", f"x/{folder}"]], **passed)
    for name in ("CLIPTokenizerFast", "T5Tokenizer", "T5TokenizerFast", "BertTokenizer", "BertTokenizerFast", "GemmaTokenizerFast", "LlamaTokenizerFast"):
        start = [["fixture", SD, "x"], ["index", "x", {"tokenizer": ["transformers", name]}]]
        for step in ("remove", "clear"):
            table.add(start + [[step, "x/tokenizer"]], tasks=(None,))
    for path in ("merges.txt", "vocab.json"):
        table.add([["fixture", SD, "x"], ["index", "x", {"tokenizer": ["transformers", "CLIPTokenizerFast"]}], ["remove", f"x/tokenizer/{path}"]], tasks=(None,))
    for name in ("CLIPFeatureExtractor", "SiglipImageProcessor"):
        start = [["fixture", CHECKED, "x"], ["index", "x", {"feature_extractor": ["transformers", name]}]]
        table.add(start, tasks=(None,))
        for step in ("remove", "clear"):
            table.add(start + [[step, "x/feature_extractor"]], tasks=(None,))
    table.add([["fixture", FP16, "x"]], tasks=(None,), variant="fp16")
    for path in ("text_encoder/model.fp16.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors"):
        table.add([["fixture", FP16, "x"], ["remove", f"x/{path}"]], tasks=(None,), variant="fp16")


def hub(table):
    """Models of the hub, in the cache or not, without a network."""
    def cached(name, source, commit="abc", references=("main",), root="home/hub"):
        folder = f"{root}/models--{name}"
        return [["fixture", source, f"{folder}/snapshots/{commit}"]] + [["write", f"{folder}/refs/{reference}", commit] for reference in references]

    def partly(name, files):
        folder = f"home/hub/models--{name}"
        return [["write", f"{folder}/snapshots/abc/{path}", text] for path, text in files.items()] + [["write", f"{folder}/refs/main", "abc"]]

    commit = "1234567890123456789012345678901234567890"
    plain, tagged, elsewhere = cached("foo--bar", SD), cached("foo--rev", SD, commit, ("v1", "refs/pr/1")), cached("o--o", SD, root="other")
    index = '{"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.35.2", "unet": ["diffusers", "UNet2DConditionModel"]}'
    for steps, name, values in (
        (plain, "foo/bar", {}), (plain, "foo/nope", {}), (plain, "bar", {}), (partly("foo--part", {"model_index.json": index}), "foo/part", {}),
        (partly("foo--none", {"x": ""}), "foo/none", {}), (partly("foo--bad", {"model_index.json": "{"}), "foo/bad", {}), (partly("foo--list", {"model_index.json": "[]"}), "foo/list", {}),
        (tagged, "foo/rev", {}), (tagged, "foo/rev", {"revision": "v1"}), (tagged, "foo/rev", {"revision": "refs/pr/1"}), (tagged, "foo/rev", {"revision": commit}),
        (tagged, "foo/rev", {"revision": commit[:7]}), (plain, "foo/bar", {"revision": "v9"}), (plain, "foo/bar", {"revision": "a b/ü"}), (elsewhere, "o/o", {}),
        (elsewhere, "o/o", {"cache_dir": "FOLDER/other"}), (plain, "foo/bar", {"cache_dir": "FOLDER/nowhere"}), (plain, "foo/bar", {"local_files_only": True}),
        (plain, "foo/nope", {"local_files_only": True}), (plain, "foo/bar", {"force_download": True}), (plain, "foo/bar", {"force_download": True, "local_files_only": True}),
        (plain, "foo/nope", {"force_download": True, "local_files_only": True}), (plain, "foo/bar", {"token": "x"}), (plain, "foo/bar", {"token": False}),
        (plain, "foo/bar", {"token": True}), (plain, "foo/bar", {"token": True, "local_files_only": True}), (plain, "foo/bar", {"proxies": {"http": "x"}}), (plain, "foo/bar", {"variant": "fp16"}),
        (plain, "x y", {}), (plain, "", {}), (plain, "foo--bar", {}), (plain, "a/b/c", {}), (plain, "a" * 97, {}),
        (plain, "FOLDER/home/hub/models--foo--bar/snapshots/abc/model_index.json", {}), (cached("foo--fp", FP16), "foo/fp", {"variant": "fp16"}),
    ):
        table.add(steps, name, **values)


if __name__ == "__main__":
    import resolver_connected

    table = Table(sys.argv[2])
    saved = Path(tempfile.mkdtemp())
    table.folders.saved = resolver_folders.save_all(saved, Path(sys.argv[2], SD, "tokenizer"))
    sections = {part.__name__: table.section(part) for part in (arguments, entries, files, hub, resolver_connected.connected)}
    sections["saved"] = [{"name": name, **resolver_folders.listed(folder)} for name, folder in table.folders.saved.items()]
    lines = [f"{json.dumps(key)}:[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]" for key, rows in sections.items()]
    Path(sys.argv[1]).write_text("{\n" + ",\n".join(lines) + "\n}\n")
