"""Tiny Stable Diffusion XL checkpoints. The first text encoder, its tokenizer and the VAE are Stable Diffusion's."""

from diffusers import EulerDiscreteScheduler
from transformers import CLIPTextModelWithProjection

from ... import tensorfile
from ...parts import clip_tokenizer, derive
from ...weights import uniform
from ..stable_diffusion import checkpoints as sd

# Stable Diffusion XL's scheduler configuration.
_EULER = dict(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000, steps_offset=1,
    timestep_spacing="leading", interpolation_type="linear", prediction_type="epsilon",
)
_BASE = "stable-diffusion-xl"


def unet(key: str, ids: int = 6, **changes):
    """A U-Net that takes a pooled text embedding of 12 numbers and embeds `ids` sizes in 8 numbers each."""
    config = dict(
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=1, transformer_layers_per_block=[1, 2], attention_head_dim=[2, 4], use_linear_projection=True,
        cross_attention_dim=40, addition_embed_type="text_time", addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=12 + 8 * ids,
    )
    return sd.unet(key, **(config | changes))


def base(folder) -> None:
    tokenizer = clip_tokenizer(model_max_length=20, pad_token="!")
    encoder = sd.text_encoder(
        "sdxl/text_encoder_2", tokenizer, CLIPTextModelWithProjection, hidden_size=16, intermediate_size=28, num_attention_heads=4,
        projection_dim=12, hidden_act="gelu",
    )
    components = {
        "text_encoder_2": ("transformers", encoder), "tokenizer_2": ("transformers", tokenizer),
        "unet": ("diffusers", unet("sdxl/unet")), "scheduler": ("diffusers", EulerDiscreteScheduler(**_EULER)),
    }
    derive(
        folder, "stable-diffusion", components, _class_name="StableDiffusionXLPipeline", force_zeros_for_empty_prompt=True,
        safety_checker=..., requires_safety_checker=...,
    )


def refiner(folder) -> None:
    """Like the refiner: the second text encoder alone, an aesthetic score; a VAE that normalises its latents."""
    autoencoder = sd.vae(
        "sdxl-refiner/vae", scaling_factor=0.5, latents_mean=[-0.3, 0.2, 0.1, -0.4], latents_std=[1.4, 0.8, 1.2, 0.9],
    )
    components = {"unet": ("diffusers", unet("sdxl-refiner/unet", 5, cross_attention_dim=16)), "vae": ("diffusers", autoencoder)}
    derive(
        folder, _BASE, components, _class_name="StableDiffusionXLImg2ImgPipeline", text_encoder=[None, None], tokenizer=[None, None],
        requires_aesthetics_score=True, force_zeros_for_empty_prompt=False,
    )


def inpainting(folder) -> None:
    """A U-Net of 9 channels."""
    derive(
        folder, _BASE, {"unet": ("diffusers", unet("sdxl-inpainting/unet", in_channels=9))},
        _class_name="StableDiffusionXLInpaintPipeline",
    )


def guidance_embedding(folder) -> None:
    """A U-Net that is told the guidance scale: no second pass."""
    unet("unet-xl-guidance-embedding", time_cond_proj_dim=12, transformer_layers_per_block=1).save_pretrained(folder)


CHECKPOINTS = {
    _BASE: base,
    "stable-diffusion-xl-refiner": refiner,
    "stable-diffusion-xl-inpainting": inpainting,
    "unet-xl-guidance-embedding": guidance_embedding,
}


def make_inputs(folder) -> None:
    """Embeddings of both text encoders, and the pooled ones."""
    shapes = {
        "prompt_embeds": (1, 20, 40), "negative_prompt_embeds": (1, 20, 40), "pooled_prompt_embeds": (1, 12),
        "negative_pooled_prompt_embeds": (1, 12), "short_pooled_embeds": (1, 10),
    }
    tensors = {name: uniform(f"inputs/xl/{name}", shape) for name, shape in shapes.items()}
    tensorfile.write(folder / "stable-diffusion-xl.safetensors", tensors)
