"""Tiny Flux checkpoints. The CLIP text encoder and its tokenizer are Stable Diffusion's."""

import numpy
from diffusers import FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel

from ... import tensorfile
from ...parts import derive
from ...pictures import pixels
from ...t5 import t5_encoder, t5_tokenizer
from ...weights import randomize, uniform
from ..stable_diffusion import checkpoints as sd

# FLUX.1-dev's scheduler configuration.
_SHIFTED = dict(
    num_train_timesteps=1000, shift=3.0, use_dynamic_shifting=True, base_shift=0.5, max_shift=1.15, base_image_seq_len=256,
    max_image_seq_len=4096,
)
TEXT_WIDTH = 14
#: The sizes of a transformer, and of a ControlNet that fits it.
SIZES = dict(patch_size=1, in_channels=64, attention_head_dim=10, num_attention_heads=2, joint_attention_dim=TEXT_WIDTH, axes_dims_rope=[2, 4, 4])
#: What Flux's own are told beside the text's tokens: the pooled text and the guidance scale.
TOLD = dict(pooled_projection_dim=24, guidance_embeds=True)


def transformer(key: str, gain: float = 1.5, **changes) -> FluxTransformer2DModel:
    config = SIZES | TOLD | dict(num_layers=2, num_single_layers=2)
    gains = {
        r"^proj_out": gain, r"context_embedder\.weight": 1.5, r"add_v_proj\.weight": 1.5, r"(text|guidance)_embedder.*weight": 2.0,
        r"norm.*linear\.weight": 0.5,
    }
    return randomize(FluxTransformer2DModel(**(config | changes)), key, gains)


def dev(folder) -> None:
    """Like FLUX.1-dev: told the guidance scale, a shift by the picture's size."""
    components = {
        "vae": ("diffusers", sd.shifted_vae("flux/vae")), "transformer": ("diffusers", transformer("flux/transformer")),
        "text_encoder_2": ("transformers", t5_encoder("flux/text_encoder_2", d_model=TEXT_WIDTH)),
        "tokenizer_2": ("transformers", t5_tokenizer(fast=True)),
        "scheduler": ("diffusers", FlowMatchEulerDiscreteScheduler(**_SHIFTED)),
    }
    derive(
        folder, "stable-diffusion", components, _class_name="FluxPipeline", image_encoder=[None, None], feature_extractor=[None, None],
        unet=..., safety_checker=..., requires_safety_checker=...,
    )


def schnell(folder) -> None:
    """Like FLUX.1-schnell: not told the guidance scale, no shift."""
    model = transformer("flux-schnell/transformer", guidance_embeds=False, num_layers=1)
    scheduler = FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=1.0)
    derive(folder, "flux", {"transformer": ("diffusers", model), "scheduler": ("diffusers", scheduler)})


def control(folder) -> None:
    """Like FLUX.1-Canny-dev: the latents of a control picture beside the noisy ones."""
    model = transformer("flux-control/transformer", in_channels=128, out_channels=64)
    derive(
        folder, "flux", {"transformer": ("diffusers", model)}, _class_name="FluxControlPipeline", image_encoder=..., feature_extractor=...,
    )


def kontext(folder) -> None:
    """Like FLUX.1-Kontext-dev, but with a shift that even the smallest sizes change."""
    scheduler = FlowMatchEulerDiscreteScheduler(**_SHIFTED | dict(base_shift=0.4, max_shift=1.3, base_image_seq_len=4, max_image_seq_len=40))
    derive(folder, "flux", {"scheduler": ("diffusers", scheduler)}, _class_name="FluxKontextPipeline")


def kontext_inpainting(folder) -> None:
    derive(folder, "flux-kontext", {}, _class_name="FluxKontextInpaintPipeline")


CHECKPOINTS = {
    "flux": dev,
    "flux-schnell": schnell,
    "flux-control": control,
    "flux-kontext": kontext,
    "flux-kontext-inpainting": kontext_inpainting,
}


def make_inputs(folder) -> None:
    """Embeddings, latents packed and not, and pictures as tensors."""
    shapes = {
        "prompt_embeds": (1, 9, TEXT_WIDTH), "negative_prompt_embeds": (1, 9, TEXT_WIDTH), "longer_embeds": (1, 11, TEXT_WIDTH),
        "two_embeds": (2, 9, TEXT_WIDTH), "pooled_prompt_embeds": (1, 24), "negative_pooled_prompt_embeds": (1, 24), "two_pooled_embeds": (2, 24),
        "latents": (1, 6, 64), "two_latents": (2, 6, 64), "unpacked_latents": (1, 16, 4, 6), "control_latents": (1, 6, 64),
    }
    tensors = {name: uniform(f"inputs/flux/{name}", shape) for name, shape in shapes.items()}
    for name in ("picture_latents", "masked_image_latents"):
        tensors[name] = uniform(f"inputs/flux/{name}", (1, 16, 4, 6), deviation=0.5)
    tensors["control_picture"] = (pixels(folder / "scene-small.png") * 2 - 1)[:, ::-1]
    tensors["tall_picture"] = numpy.abs(uniform("inputs/flux/tall_picture", (1, 1, 40, 24), deviation=0.3))
    tensors["mask_tokens"] = (uniform("inputs/flux/mask_tokens", (1, 6, 64)) > 0).astype(numpy.float32)
    tensorfile.write(folder / "flux.safetensors", tensors)
