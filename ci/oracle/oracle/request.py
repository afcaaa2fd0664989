"""Runs one request: loads the pipeline, makes the call, records it."""

import contextlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

import diffusers
import PIL.Image
import torch
import transformers

from .arithmetic import given, loading
from .draws import Draws
from .recorder import Recorder
from .tensorfile import TensorFile
from .transcript import Transcript

diffusers.utils.logging.disable_default_handler()
logging.getLogger("diffusers").addHandler(logging.NullHandler())

TASKS = {
    "text-to-image": diffusers.AutoPipelineForText2Image,
    "image-to-image": diffusers.AutoPipelineForImage2Image,
    "inpainting": diffusers.AutoPipelineForInpainting,
    None: diffusers.DiffusionPipeline,
}
_TUPLE_KEYS = ("_size", "crops_coords")


class Request:
    def __init__(self, content: dict, folder: Path):
        self._content = content
        self._folder = folder

    @staticmethod
    def read(path) -> "Request":
        return Request(json.loads(Path(path).read_text()), Path(path).parent)

    def run(
        self, replay: Transcript | None = None, timesteps: Transcript | None = None, on_call: Callable[[str], None] = lambda _: None
    ):
        """Returns the result (the content of `result.json`), the transcript, None after an error, and the error. `on_call`: see `Recorder`."""
        result, transcript = {}, Transcript()
        if "draws" in self._content:
            replay = _draws(self._folder / self._content["draws"]["file"])
        warnings = _Warnings()
        try:
            pipeline = self._load()
            result["pipeline_class"] = type(pipeline).__name__
            recorder = Recorder(transcript, timesteps, on_call)
            recorder.watch(pipeline.components)
            arguments = self._arguments()
            with Draws(transcript, replay).watching(), warnings.collecting():
                output = pipeline(**arguments)
        except Exception as error:
            result["error"] = {"type": type(error).__name__, "message": str(error)}
            return result, None, error
        recorder.record_results(output, arguments.get("output_type", "pil"))
        result["outputs"] = _outputs(transcript)
        if warnings.messages:
            result["warnings"] = warnings.messages
        return result, transcript, None

    def answer(self):
        """Loads and calls as a user would, without a record; errors are diffusers' own."""
        return self._load()(**self._arguments())

    def _arguments(self) -> dict:
        arguments = {key: self._value(key, value) for key, value in self._content.get("call", {}).items()}
        if "global_seed" in self._content:
            torch.manual_seed(self._content["global_seed"])
        return arguments

    def _load(self):
        checkpoint = self._folder / self._content["checkpoint"]
        options = {key: self._component(key, value, checkpoint) for key, value in self._content.get("load", {}).items()}
        pipeline = TASKS[self._content.get("task")].from_pretrained(checkpoint, **options | loading())
        for step in self._content.get("setup", []):
            getattr(pipeline, step["method"])(**step.get("arguments", {}))
        if "from_pipe" in self._content:
            conversion = self._content["from_pipe"]
            options = {key: self._component(key, value, checkpoint) for key, value in conversion.get("arguments", {}).items()}
            pipeline = TASKS[conversion["task"]].from_pipe(pipeline, **options)
        pipeline.set_progress_bar_config(disable=True)
        return pipeline

    def _component(self, key: str, value, checkpoint: Path):
        if isinstance(value, list):
            return [self._component(key, element, checkpoint) for element in value]
        if key == "torch_dtype":
            return getattr(torch, value)
        if not isinstance(value, dict):
            return value
        if "checkpoint" in value:
            return load_component(self._folder / value["checkpoint"])
        base = json.loads((checkpoint / "model_index.json").read_text())[key][1]
        configuration = getattr(diffusers, base).from_pretrained(checkpoint, subfolder=key).config
        return getattr(diffusers, value["class"]).from_config(configuration, **value.get("config", {}))

    def _value(self, key: str, value):
        if isinstance(value, list):
            elements = [self._value("", element) for element in value]
            return tuple(elements) if key.endswith(_TUPLE_KEYS[0]) or _TUPLE_KEYS[1] in key else elements
        if not isinstance(value, dict):
            return value
        if "seed" in value:
            return torch.Generator().manual_seed(value["seed"])
        if "tensor" in value:
            array = TensorFile(self._folder / value["file"]).array(value["tensor"])
            return given(torch.from_numpy(array.copy()))
        if "file" in value:
            with PIL.Image.open(self._folder / value["file"]) as picture:
                picture.load()
                return picture
        return {inner: self._value(inner, element) for inner, element in value.items()}


def _draws(file: Path) -> Transcript:
    """The draws that a request brings along."""
    tensors, draws = TensorFile(file), Transcript()
    draws.entries = {name: tensors.array(name) for name in tensors.names}
    return draws


def load_component(folder: Path):
    configuration = json.loads((folder / "config.json").read_text())
    if "_class_name" in configuration:
        return getattr(diffusers, configuration["_class_name"]).from_pretrained(folder, **loading())
    name = configuration["architectures"][0]
    if name == "StableDiffusionSafetyChecker":
        from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker as loader
    else:
        loader = getattr(transformers, name)
    return loader.from_pretrained(folder, **loading())


def _outputs(transcript: Transcript) -> dict:
    outputs = {}
    for name in ("images", "latents"):
        if name in transcript.entries:
            outputs[name] = list(transcript.entries[name].shape)
    if "nsfw_content_detected" in transcript.entries:
        outputs["nsfw_content_detected"] = transcript.entries["nsfw_content_detected"].tolist()
    return outputs


class _Warnings(logging.Handler):
    """Collects what diffusers logs as warnings during the call."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record):
        self.messages.append(record.getMessage())

    @contextlib.contextmanager
    def collecting(self):
        logger = logging.getLogger("diffusers")
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)
