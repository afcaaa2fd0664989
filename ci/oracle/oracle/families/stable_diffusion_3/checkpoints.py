"""Tiny Stable Diffusion 3 checkpoints. Both CLIP tokenizers and the second text encoder are Stable Diffusion XL's."""

from diffusers import FlowMatchEulerDiscreteScheduler, SD3ControlNetModel, SD3Transformer2DModel
from transformers import CLIPTextModelWithProjection

from ... import tensorfile
from ...parts import clip_tokenizer, derive
from ...t5 import t5_encoder, t5_tokenizer
from ...weights import randomize, uniform
from ..stable_diffusion import checkpoints as sd

BASE = "stable-diffusion-3"
#: The text's tokens: wider than those of the CLIP encoders side by side (12 + 16).
_WIDTH = 32
#: The pooled texts of both CLIP encoders.
_POOLED = 8 + 12
_COMMON = dict(
    sample_size=8, patch_size=2, in_channels=16, out_channels=16, num_layers=3, attention_head_dim=8, num_attention_heads=2,
    joint_attention_dim=_WIDTH, caption_projection_dim=16, pooled_projection_dim=_POOLED, pos_embed_max_size=7,
)
_GAINS = {r"context_embedder\.weight": 1.5, r"add_v_proj\.weight": 1.5, r"text_embedder.*weight": 2.0, r"norm.*linear\.weight": 0.5}


def transformer(key: str, gain: float = 1.5, **changes) -> SD3Transformer2DModel:
    return randomize(SD3Transformer2DModel(**(_COMMON | changes)), key, {r"^proj_out": gain} | _GAINS)


def controlnet(key: str, gain: float = 1.6, **changes) -> SD3ControlNetModel:
    model = SD3ControlNetModel(**(_COMMON | dict(num_layers=2) | changes))
    return randomize(model, key, {r"^controlnet_blocks": gain, r"pos_embed_input": 2.0} | _GAINS)


def medium(folder) -> None:
    """Like SD 3 medium."""
    encoder = sd.text_encoder(
        "sd3/text_encoder", clip_tokenizer(model_max_length=20), CLIPTextModelWithProjection, hidden_size=12, intermediate_size=20, projection_dim=8,
    )
    components = {
        "vae": ("diffusers", sd.shifted_vae("sd3/vae")), "transformer": ("diffusers", transformer("sd3/transformer")),
        "text_encoder": ("transformers", encoder),
        "text_encoder_3": ("transformers", t5_encoder("sd3/text_encoder_3", d_model=_WIDTH)),
        "tokenizer_3": ("transformers", t5_tokenizer(fast=True)),
        "scheduler": ("diffusers", FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=3.0)),
    }
    derive(
        folder, "stable-diffusion-xl", components, _class_name="StableDiffusion3Pipeline", image_encoder=[None, None],
        feature_extractor=[None, None], unet=..., force_zeros_for_empty_prompt=...,
    )


def medium_3_5(folder) -> None:
    """Like SD 3.5 medium: normalised queries and keys, a second attention in the first block."""
    model = transformer("sd3.5/transformer", qk_norm="rms_norm", dual_attention_layers=(0,))
    derive(folder, BASE, {"transformer": ("diffusers", model)})


def inpainting(folder) -> None:
    """A transformer of 33 channels."""
    model = transformer("sd3-inpainting/transformer", in_channels=33)
    derive(folder, BASE, {"transformer": ("diffusers", model)}, _class_name="StableDiffusion3InpaintPipeline")


def other_channels(folder) -> None:
    """A transformer that cannot fill in."""
    transformer("sd3-other-channels/transformer", in_channels=20, num_layers=1).save_pretrained(folder)


def control(folder) -> None:
    """Like InstantX's: zeros for the pooled text."""
    controlnet("controlnet-sd3").save_pretrained(folder)


def pooled(folder) -> None:
    """Told the pooled text; normalised queries and keys, a second attention, no positions."""
    controlnet(
        "controlnet-sd3-pooled", force_zeros_for_pooled_projection=False, qk_norm="rms_norm", dual_attention_layers=(1,), pos_embed_type=None,
    ).save_pretrained(folder)


def sharing(folder) -> None:
    """Like those of SD 3.5 large: no text, the transformer's patches."""
    controlnet(
        "controlnet-sd3-sharing", force_zeros_for_pooled_projection=False, use_pos_embed=False, joint_attention_dim=None, num_layers=1,
    ).save_pretrained(folder)


def filling(folder) -> None:
    """Like Alimama's: a channel for the mask."""
    controlnet("controlnet-sd3-inpainting", extra_conditioning_channels=1).save_pretrained(folder)


CHECKPOINTS = {
    BASE: medium,
    "stable-diffusion-3.5": medium_3_5,
    "stable-diffusion-3-inpainting": inpainting,
    "transformer-sd3-other-channels": other_channels,
    "controlnet-sd3": control,
    "controlnet-sd3-pooled": pooled,
    "controlnet-sd3-sharing": sharing,
    "controlnet-sd3-inpainting": filling,
}


def make_inputs(folder) -> None:
    """Embeddings and latents."""
    shapes = {
        "prompt_embeds": (1, 9, _WIDTH), "negative_prompt_embeds": (1, 9, _WIDTH), "longer_embeds": (1, 11, _WIDTH),
        "pooled_prompt_embeds": (1, _POOLED), "negative_pooled_prompt_embeds": (1, _POOLED), "latents": (1, 16, 4, 6),
    }
    tensors = {name: uniform(f"inputs/sd3/{name}", shape) for name, shape in shapes.items()}
    for name, size in {"picture_latents": (4, 6), "small_latents": (2, 2), "masked_image_latents": (4, 6)}.items():
        tensors[name] = uniform(f"inputs/sd3/{name}", (1, 16, *size), deviation=0.5)
    tensorfile.write(folder / f"{BASE}.safetensors", tensors)
