"""Wraps the methods of a pipeline's components so that a run writes its transcript. The names are explained in the README."""

import functools
import inspect
import types
import typing
from collections.abc import Callable

import numpy
import PIL.Image
import torch
from diffusers import SchedulerMixin
from transformers import BaseImageProcessor, PreTrainedTokenizerBase
from transformers.utils import ModelOutput

from .transcript import Transcript

_SKIPPED = {"hidden_states", "attentions", "pred_original_sample"}
#: What the elements of a plain tuple are, where upstream has no annotation that says so, or a wrong one.
_TUPLES = {
    "StableDiffusionSafetyChecker.forward": ("images", "has_nsfw_concepts"),
    "FluxControlNetModel.forward": ("controlnet_block_samples", "controlnet_single_block_samples"),
}
_MODEL_METHODS = ("encode", "decode", "forward")
_SCHEDULER_METHODS = ("set_timesteps", "step", "add_noise", "scale_noise")


class Recorder:
    def __init__(
        self, transcript: Transcript, timesteps: Transcript | None = None, on_call: Callable[[str], None] = lambda _: None
    ):
        """With `timesteps`, schedules are those of that transcript, not the scheduler's own. `on_call` is told the name of each call."""
        self._transcript = transcript
        self._timesteps = timesteps
        self._on_call = on_call
        self._counts: dict[str, int] = {}
        self._busy: set[str] = set()

    def watch(self, components: dict) -> None:
        for name, component in components.items():
            if isinstance(component, PreTrainedTokenizerBase):
                self._watch_tokenizer(name, component)
            elif isinstance(component, BaseImageProcessor):
                component.preprocess = self._wrapped(name, component, "preprocess")
            elif isinstance(component, SchedulerMixin):
                for method in _SCHEDULER_METHODS:
                    if hasattr(component, method):
                        setattr(component, method, self._wrapped(name, component, method))
            elif isinstance(component, torch.nn.Module):
                for method in _MODEL_METHODS:
                    if hasattr(component, method):
                        setattr(component, method, self._wrapped(name, component, method))

    def record_results(self, output, kind: str) -> None:
        """Adds what the pipeline returned for this `output_type`."""
        images = output.images
        if isinstance(images, list):
            images = numpy.stack([numpy.asarray(image) for image in images])
        if kind == "pt":
            images = images.permute(0, 2, 3, 1)
        self._transcript.add("latents" if kind == "latent" else "images", images)
        flags = getattr(output, "nsfw_content_detected", None)
        if flags is not None:
            self._transcript.add("nsfw_content_detected", flags)

    def _watch_tokenizer(self, name: str, tokenizer) -> None:
        recorder, upstream = self, type(tokenizer)

        class Watched(upstream):
            def __call__(self, *arguments, **options):
                result = super().__call__(*arguments, **options)
                only_for_warning = options.get("padding") == "longest" and not {"truncation", "max_length"} & options.keys()
                if not only_for_warning:
                    call = recorder._next(name, "encode")
                    for key in ("input_ids", "attention_mask"):
                        if key in result:
                            recorder._transcript.add(f"{call}.out.{key}", result[key])
                return result

        Watched.__name__ = upstream.__name__
        tokenizer.__class__ = Watched

    def _next(self, component: str, method: str) -> str:
        key = f"{component}.{method}"
        count = self._counts.get(key, 0)
        self._counts[key] = count + 1
        self._on_call(f"{key}.{count}")
        return f"{key}.{count}"

    def _wrapped(self, name: str, component, method: str):
        function = getattr(component, method)
        upstream = _unhooked(getattr(type(component), method))
        signature = inspect.signature(upstream)
        fields = _TUPLES.get(f"{type(component).__name__}.{method}") or _annotated_fields(upstream)

        @functools.wraps(function)
        def call(*arguments, **options):
            if name in self._busy:
                return function(*arguments, **options)
            entry = self._next(name, method)
            if entry.endswith(".0") and method != "set_timesteps":
                try:
                    bound = signature.bind(component, *arguments, **options).arguments
                except TypeError:  # Python's own says more.
                    return function(*arguments, **options)
                for key, value in bound.items():
                    self._add_input(f"{entry}.in", key, value)
            self._busy.add(name)
            try:
                result = function(*arguments, **options)
            finally:
                self._busy.discard(name)
            if method == "set_timesteps":
                self._add_schedule(f"{entry}.out", component)
            else:
                self._add_output(f"{entry}.out", result, fields)
            return result

        return call

    def _add_schedule(self, prefix: str, scheduler) -> None:
        if self._timesteps is not None:
            forced = self._timesteps.entries[f"{prefix}.timesteps"]
            scheduler.timesteps = torch.from_numpy(forced.copy()).to(scheduler.timesteps.dtype)
        for key in ("timesteps", "sigmas"):
            if getattr(scheduler, key, None) is not None:
                self._transcript.add(f"{prefix}.{key}", getattr(scheduler, key))

    def _add_input(self, prefix: str, key: str, value) -> None:
        name = prefix if key in ("args", "kwargs") else f"{prefix}.{key}"
        if isinstance(value, torch.nn.Module):
            return
        if isinstance(value, (torch.Tensor, numpy.ndarray)):
            self._transcript.add(name, value)
        elif key == "timestep" and isinstance(value, (int, float)):
            self._transcript.add(name, value)
        elif isinstance(value, (list, tuple)) and value and isinstance(value[0], PIL.Image.Image):
            self._transcript.add(name, numpy.stack([numpy.asarray(picture) for picture in value]))
        elif isinstance(value, (list, tuple)):
            for index, element in enumerate(value):
                self._add_input(name, str(index), element)
        elif isinstance(value, dict):
            for inner, element in value.items():
                self._add_input(name, str(inner), element)

    def _add_output(self, prefix: str, value, fields: tuple[str, ...], key: str = "") -> None:
        name = f"{prefix}.{key}" if key else prefix
        if value is None or key in _SKIPPED:
            return
        if hasattr(value, "logvar") and hasattr(value, "mean"):
            self._transcript.add(f"{prefix}.mean", value.mean)
            self._transcript.add(f"{prefix}.logvar", value.logvar)
        elif isinstance(value, (torch.Tensor, numpy.ndarray)):
            self._transcript.add(name if key else f"{prefix}.sample", value)
        elif isinstance(value, dict):  # Output classes and batches of features are dictionaries too.
            for inner, element in value.items():
                self._add_output(name, element, (), inner)
        elif isinstance(value, (list, tuple)):
            if value and isinstance(value[0], bool):
                self._transcript.add(name, value)
                return
            # The only element of a list without a name of its own is a sample.
            names = fields or (("sample",) if len(value) == 1 and key in ("", "sample") else ())
            for index, element in enumerate(value):
                self._add_output(name, element, (), names[index] if index < len(names) else str(index))


def unwatch(model: torch.nn.Module) -> None:
    """Gives a watched model its own methods back."""
    for method in _MODEL_METHODS:
        vars(model).pop(method, None)


def _unhooked(function):
    """The method itself, where diffusers' `apply_forward_hook` hides its signature."""
    if function.__qualname__.startswith("apply_forward_hook"):
        return next(cell.cell_contents for cell in function.__closure__)
    return function


def _annotated_fields(function) -> tuple[str, ...]:
    """The fields of the output class in the function's return annotation: the names of a tuple's elements."""
    try:
        returned = typing.get_type_hints(function)["return"]
    except Exception:
        return ()
    options = typing.get_args(returned) if typing.get_origin(returned) in (typing.Union, types.UnionType) else (returned,)
    for option in options:
        if inspect.isclass(option) and (issubclass(option, ModelOutput) or hasattr(option, "__dataclass_fields__")):
            return tuple(option.__dataclass_fields__)
    return ()
