"""Checkpoints with the other autoencoders that Stable Diffusion's pipelines take, and the cases of its own classes with them."""

import torch
from diffusers import AsymmetricAutoencoderKL, AutoencoderTiny

from ...cases import TWO, TWO_MASKS, TWO_PICTURES, checkpoint, picture, seed
from ...parts import derive
from ...schedulers import ddim
from ...weights import randomize
from .cases import IMAGE, INPAINT, NINE, TEXT, sd
from .checkpoints import vae

_TINY, _DEEP, _ASYMMETRIC, _CLAMPED = "stable-diffusion-tiny", "vae-tiny-four-levels", "vae-asymmetric", "vae-clamped"


def tiny_vae(key: str, levels: int, **changes) -> AutoencoderTiny:
    config = dict(
        encoder_block_out_channels=(8,) * levels, decoder_block_out_channels=(8,) * levels, num_encoder_blocks=(1,) * levels,
        num_decoder_blocks=(1,) * levels,
    )
    model = AutoencoderTiny(**(config | changes))
    return randomize(model, key, {r"conv\.\d\.weight": 0.7, rf"^decoder\.layers\.{len(model.decoder.layers) - 1}\.weight": 0.16})


def tiny(folder) -> None:
    derive(folder, "stable-diffusion", {"vae": ("diffusers", tiny_vae("vae-tiny", 3))})


def deep(folder) -> None:
    """With as many levels as the tiles of `enable_tiling` are made for."""
    tiny_vae("vae-tiny-four-levels", 4, scaling_factor=0.8, latent_magnitude=2.0, act_fn="silu").save_pretrained(folder)


def asymmetric(folder) -> None:
    model = AsymmetricAutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4, down_block_out_channels=(8, 8, 8, 16), norm_num_groups=4,
        up_block_types=("UpDecoderBlock2D",) * 4, up_block_out_channels=(8, 16, 16, 16), scaling_factor=0.25,
    )
    gains = {r"^decoder\.conv_out": 0.7, r"^encoder\.conv_out\.weight": 2.0}
    randomize(model, "vae-asymmetric", gains).save_pretrained(folder)


def clamped(folder) -> None:
    """The logarithm of its posterior's variance is clamped in one channel."""
    model = vae("vae-clamped")
    with torch.no_grad():
        model.quant_conv.bias[5] -= 40
    model.save_pretrained(folder)


CHECKPOINTS = {_TINY: tiny, _DEEP: deep, _ASYMMETRIC: asymmetric, _CLAMPED: clamped}


def with_vae(name: str) -> dict:
    return {"vae": {"checkpoint": checkpoint(name)}}


CLAMPED_VAE = with_vae(_CLAMPED)
TINY_VAE, DEEP_VAE, ASYMMETRIC_VAE = with_vae(f"{_TINY}/vae"), with_vae(_DEEP), with_vae(_ASYMMETRIC)
_TILING, _SLICING = ({"setup": [{"method": f"enable_vae_{name}"}]} for name in ("tiling", "slicing"))
_PICTURES = dict(image=TWO_PICTURES, mask_image=TWO_MASKS)

CASES = [
    TEXT("tiny-vae", model=_TINY),
    TEXT("tiny-vae-passed", load=TINY_VAE, output_type="pil"),
    TEXT("tiny-vae-slicing", model=_TINY, prompt=TWO, num_inference_steps=2, output_type="pil", request=_SLICING),
    TEXT("tiny-vae-tiling", load=DEEP_VAE, height=8, width=456, num_inference_steps=1, output_type="pil", request=_TILING),
    TEXT("asymmetric-vae", load=ASYMMETRIC_VAE),
    IMAGE("tiny-vae", model=_TINY),
    IMAGE("tiny-vae-generator-list", model=_TINY, prompt=TWO, generator=[seed(6), seed(7)], num_inference_steps=2, output_type="latent"),
    IMAGE("tiny-vae-tiling", load=DEEP_VAE, request=_TILING, output_type="latent"),
    IMAGE("clamped-vae", load=CLAMPED_VAE, output_type="latent"),
    IMAGE("asymmetric-vae", load=ASYMMETRIC_VAE, output_type="latent"),
    INPAINT("tiny-vae", model=_TINY, strength=0.8),
    INPAINT("tiny-vae-9-channels", model=NINE, load=TINY_VAE, output_type="latent"),
    INPAINT("asymmetric-vae", load=ASYMMETRIC_VAE),
    INPAINT("asymmetric-vae-latent", load=ASYMMETRIC_VAE, strength=0.8, output_type="latent"),
    INPAINT("asymmetric-vae-9-channels", model=NINE, load=ASYMMETRIC_VAE, output_type="pil"),
    INPAINT("asymmetric-vae-two-pictures", load=ASYMMETRIC_VAE, prompt=TWO, **_PICTURES, generator=[seed(6), seed(7)], num_inference_steps=2, output_type="pil"),
    INPAINT("asymmetric-vae-crop", load=ASYMMETRIC_VAE, image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=5, num_inference_steps=2, output_type="pil"),
    TEXT.error("tiny-vae-tiling", model=_TINY, request=_TILING),
    TEXT.error("asymmetric-vae-tiling", load=ASYMMETRIC_VAE, request=_TILING),
    TEXT.error("asymmetric-vae-slicing", load=ASYMMETRIC_VAE, request=_SLICING),
    INPAINT.error("asymmetric-vae-two-prompts", load=ASYMMETRIC_VAE, prompt=TWO),
    INPAINT.error("asymmetric-vae-picture-latents", load=ASYMMETRIC_VAE | ddim(), height=32, width=48, image=sd("picture_latents"), mask_image=picture("mask-small"), masked_image_latents=sd("masked_image_latents")),
]
