"""Chroma: ChromaPipeline."""

import numpy
from diffusers import ChromaTransformer2DModel

from .. import tensorfile
from ..cases import NEGATIVE, TWO, TWO_NEGATIVE, Table, seed, tensor
from ..parts import derive
from ..schedulers import flow
from ..weights import randomize, uniform
from .flux.cases.common import LONG, STOCHASTIC, flux
from .flux.checkpoints import SIZES, TEXT_WIDTH


def transformer(key: str, **changes) -> ChromaTransformer2DModel:
    config = SIZES | dict(num_layers=2, num_single_layers=2, approximator_num_channels=8, approximator_hidden_dim=18, approximator_layers=2)
    gains = {
        r"^proj_out": 1.5, r"context_embedder\.weight": 3.2, r"add_[vk]_proj\.weight": 2.0,
        r"distilled_guidance_layer\.out_proj\.weight": 0.6,
    }
    return randomize(ChromaTransformer2DModel(**(config | changes)), key, gains)


def chroma(folder) -> None:
    """Flux's autoencoder, scheduler and T5, the latter now the only text encoder."""
    links = {name: f"flux/{name}_2" for name in ("text_encoder", "tokenizer")}
    derive(
        folder, "flux", {"transformer": ("diffusers", transformer("chroma/transformer"))}, links=links,
        _class_name="ChromaPipeline", text_encoder=["transformers", "T5EncoderModel"], tokenizer=["transformers", "T5TokenizerFast"],
        text_encoder_2=..., tokenizer_2=...,
    )


CHECKPOINTS = {"chroma": chroma}


def make_inputs(folder) -> None:
    """Embeddings with their masks: ones first, as a tokenizer makes them, and with holes."""
    masks = {"mask": [[1] * 6 + [0] * 3], "negative_mask": [[1, 1, 0, 1, 0, 1, 1, 0, 0]], "two_masks": [[1] * 6 + [0] * 3, [1] * 3 + [0] * 6]}
    tensors = {name: numpy.array(mask, dtype=numpy.float32) for name, mask in masks.items()}
    tensors["wide_embeds"] = uniform("inputs/chroma/wide_embeds", (1, 9, TEXT_WIDTH + 1))
    tensorfile.write(folder / "chroma.safetensors", tensors)


def given(name: str) -> dict:
    return tensor("chroma", name)


TEXT = Table("ChromaPipeline", "text-to-image", "chroma", dict(
    prompt="a photo of an astronaut riding a horse", height=16, width=24, num_inference_steps=3, guidance_scale=4.0, max_sequence_length=14,
    generator=seed(0), output_type="latent",
))
_POSITIVE = dict(prompt=..., max_sequence_length=..., prompt_embeds=flux("prompt_embeds"), prompt_attention_mask=given("mask"))
_NEGATIVE = dict(negative_prompt_embeds=flux("negative_prompt_embeds"), negative_prompt_attention_mask=given("negative_mask"))

CASES = [
    TEXT("plain", height=24, width=40, output_type="np"),
    TEXT("negative-prompt", negative_prompt=NEGATIVE),
    TEXT("empty-prompt", prompt="", negative_prompt=NEGATIVE),
    TEXT("without-guidance", guidance_scale=1.0, negative_prompt=NEGATIVE, inert=("negative_prompt",)),
    TEXT("default-guidance", guidance_scale=..., num_inference_steps=2),
    TEXT("integer-guidance", guidance_scale=3, negative_prompt=NEGATIVE, output_type="pil"),
    TEXT("unicode-prompt", prompt="  An Old CAFÉ in  Paris — ﬁlm-still,\n猫 ½ 🐈!", negative_prompt="Ugly", num_inference_steps=2),
    TEXT("long-prompt", prompt=LONG, negative_prompt="ugly " + LONG, num_inference_steps=2),
    TEXT("long-sequence", max_sequence_length=..., num_inference_steps=1),
    TEXT("two-prompts-two-images", prompt=TWO, negative_prompt=TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=2, output_type="pil"),
    TEXT("two-prompts-one-negative", prompt=TWO, negative_prompt=NEGATIVE, num_inference_steps=2, output_type="pt"),
    TEXT("two-images", negative_prompt=NEGATIVE, num_images_per_prompt=2, num_inference_steps=2),
    TEXT("generator-list", prompt=TWO, generator=[seed(3), seed(4)], num_inference_steps=2),
    TEXT("latents", latents=flux("latents"), generator=...),
    TEXT("prompt-embeds", **_POSITIVE | dict(max_sequence_length=14), negative_prompt=NEGATIVE),
    TEXT("prompt-embeds-both", **_POSITIVE, **_NEGATIVE),
    TEXT("negative-embeds", **_NEGATIVE),
    TEXT("two-prompt-embeds", **_POSITIVE | dict(prompt_embeds=flux("two_embeds"), prompt_attention_mask=given("two_masks"), guidance_scale=1.0)),
    TEXT("prompt-embeds-without-text-encoder", **_POSITIVE, **_NEGATIVE, load=dict.fromkeys(["text_encoder", "tokenizer"])),
    TEXT("mask-without-embeds", prompt_attention_mask=given("mask"), inert=("prompt_attention_mask",)),
    TEXT("sigmas", sigmas=[0.95, 0.6, 0.25], num_inference_steps=...),
    TEXT("stochastic", **STOCHASTIC),
    TEXT("static-shift", load=flow(use_dynamic_shifting=False, shift=2.0)),
    TEXT("odd-size", height=19, width=29, output_type="np"),
    TEXT("default-width", height=8, width=..., num_inference_steps=1),
    TEXT("pipeline-of-checkpoint", request={"task": None}, num_inference_steps=2),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["latents", "negative_prompt_embeds"]),
    TEXT.error("prompt-and-embeds", prompt_embeds=tensor("stable-diffusion", "one_embed")),
    TEXT.error("no-prompt", prompt=...),
    TEXT.error("prompt-type", prompt=5),
    TEXT.error("negative-prompt-and-embeds", negative_prompt="ugly", negative_prompt_embeds=tensor("stable-diffusion", "one_embed")),
    TEXT.error("no-mask", **_POSITIVE | dict(prompt_attention_mask=...)),
    TEXT.error("no-negative-mask", **_NEGATIVE | dict(negative_prompt_attention_mask=...)),
    TEXT.error("sequence-too-long", max_sequence_length=513),
    TEXT.error("negative-count", prompt=TWO, negative_prompt=["ugly"]),
    TEXT.error("negative-count-of-one", negative_prompt=TWO_NEGATIVE),
    TEXT.error("generator-count", prompt=TWO, generator=[seed(1)]),
    TEXT.error("no-steps", num_inference_steps=0),
    TEXT.error("embeds-two-images", **_POSITIVE | dict(guidance_scale=1.0), num_images_per_prompt=2),
    TEXT.error("mask-length", **_POSITIVE | dict(prompt_embeds=flux("longer_embeds"), guidance_scale=1.0)),
    TEXT.error("embeds-width", **_POSITIVE | dict(prompt_embeds=given("wide_embeds"), guidance_scale=1.0)),
    TEXT.error("latents-size", latents=flux("latents"), height=24, generator=...),
    TEXT.error("unpacked-latents", latents=flux("unpacked_latents"), generator=...),
]
