"""Tiny Stable Diffusion checkpoints, and the tensors that their cases take."""

import numpy
import torch
from diffusers import AutoencoderKL, DDIMScheduler, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import CLIPConfig, CLIPImageProcessor, CLIPTextConfig, CLIPTextModel

from ... import tensorfile
from ...parts import clip_tokenizer, derive, rewrite
from ...pictures import pixels
from ...weights import randomize, uniform

# Stable Diffusion 1.5's scheduler configuration.
PNDM = dict(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000, set_alpha_to_one=False,
    skip_prk_steps=True, steps_offset=1, clip_sample=False,
)


def text_encoder(key: str, tokenizer, model=CLIPTextModel, **changes):
    config = dict(
        vocab_size=len(tokenizer), max_position_embeddings=tokenizer.model_max_length, hidden_size=24, intermediate_size=40,
        num_hidden_layers=3, num_attention_heads=3, projection_dim=16, hidden_act="quick_gelu", layer_norm_eps=1e-5,
        bos_token_id=0, eos_token_id=2, pad_token_id=1,
    )
    return randomize(model(CLIPTextConfig(**(config | changes))), key, {r"token_embedding": 0.8})


def unet(key: str, gain: float = 1.7, **changes) -> UNet2DConditionModel:
    config = dict(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=(8, 16), layers_per_block=2, norm_num_groups=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=24, attention_head_dim=2,
    )
    return randomize(UNet2DConditionModel(**(config | changes)), key, {r"^conv_out": gain, r"attn2\.to_[vk]": 2.0})


def vae(key: str, gain: float = 0.7, **changes) -> AutoencoderKL:
    config = dict(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(8, 8, 16), layers_per_block=1, norm_num_groups=4,
        down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3, sample_size=32,
        scaling_factor=0.18215,
    )
    gains = {r"^decoder\.conv_out": gain, r"^encoder\.conv_out\.weight": 2.0}
    return randomize(AutoencoderKL(**(config | changes)), key, gains)


def shifted_vae(key: str) -> AutoencoderKL:
    """As later models have it: 16 channels of latents, which are shifted; no quantising convolutions."""
    return vae(
        key, latent_channels=16, scaling_factor=0.45, shift_factor=0.3, use_quant_conv=False, use_post_quant_conv=False, force_upcast=True,
    )


def safety_checker(key: str) -> StableDiffusionSafetyChecker:
    vision = dict(
        hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, image_size=20, patch_size=5,
        hidden_act="quick_gelu",
    )
    text = dict(vocab_size=8, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1)
    checker = StableDiffusionSafetyChecker(CLIPConfig(text_config=text, vision_config=vision, projection_dim=12))
    randomize(checker, key, {r"visual_projection": 2.0})
    with torch.no_grad():
        for name, mean in (("concept_embeds_weights", 0.68), ("special_care_embeds_weights", 0.5)):
            threshold = getattr(checker, name)
            threshold.copy_(torch.from_numpy(uniform(f"{key}/{name}", tuple(threshold.shape), mean, 0.03)))
        # Low enough that some pictures of the cases are flagged, one of them only because of the special care.
        checker.concept_embeds_weights[1] -= 0.287
        checker.special_care_embeds_weights[0] -= 0.32
    return checker


def stable_diffusion(folder) -> StableDiffusionPipeline:
    tokenizer = clip_tokenizer(model_max_length=20)
    return StableDiffusionPipeline(
        vae=vae("sd/vae"), text_encoder=text_encoder("sd/text_encoder", tokenizer), tokenizer=tokenizer, unet=unet("sd/unet"),
        scheduler=PNDMScheduler.from_config(PNDM), safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )


def stable_diffusion_2(folder) -> StableDiffusionPipeline:
    """Like 2.1: gelu, padding with token 0, linear projections, heads per block, v-prediction."""
    tokenizer = clip_tokenizer(model_max_length=77, merges=200, pad_token="!")
    last = len(tokenizer) - 1
    encoder = text_encoder(
        "sd2/text_encoder", tokenizer, hidden_size=12, intermediate_size=32, num_attention_heads=4, num_hidden_layers=2, hidden_act="gelu",
        bos_token_id=last - 1, eos_token_id=last, pad_token_id=0,
    )
    denoiser = unet(
        "sd2/unet", cross_attention_dim=12, attention_head_dim=[2, 8], use_linear_projection=True, upcast_attention=True,
        down_block_types=("CrossAttnDownBlock2D",) * 2, up_block_types=("CrossAttnUpBlock2D",) * 2, layers_per_block=1,
        sample_size=12,
    )
    autoencoder = vae(
        "sd2/vae", block_out_channels=(8, 16), down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
    )
    schedule = DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="v_prediction", steps_offset=1,
        set_alpha_to_one=False, clip_sample=False,
    )
    return StableDiffusionPipeline(
        vae=autoencoder, text_encoder=encoder, tokenizer=tokenizer, unet=denoiser, scheduler=schedule, safety_checker=None,
        feature_extractor=None, requires_safety_checker=False,
    )


def inpainting(folder) -> None:
    """A U-Net that takes the mask and the masked picture: 9 channels."""
    denoiser = unet("sd-inpainting/unet", in_channels=9)
    derive(folder, "stable-diffusion", {"unet": ("diffusers", denoiser)}, _class_name="StableDiffusionInpaintPipeline")


def with_safety_checker(folder) -> None:
    processor = CLIPImageProcessor(size={"shortest_edge": 20}, crop_size={"height": 20, "width": 20})
    checker = safety_checker("sd-safety/safety_checker")
    components = {"safety_checker": ("stable_diffusion", checker), "feature_extractor": ("transformers", processor)}
    derive(folder, "stable-diffusion", components, requires_safety_checker=True)


def half(folder) -> None:
    """Only float16 weights, as `variant="fp16"`."""
    pipeline = stable_diffusion(folder)
    for name in ("vae", "text_encoder", "unet"):
        getattr(pipeline, name).half()
    pipeline.save_pretrained(folder, variant="fp16")


def sharded(folder) -> None:
    """A bfloat16 U-Net in shards, and weights as old checkpoints have them: position ids, the VAE's old attention names."""
    tokenizer = clip_tokenizer(model_max_length=20)
    autoencoder = vae("sd-sharded/vae", gain=0.55, use_quant_conv=False, use_post_quant_conv=False, force_upcast=False)
    denoiser = unet("sd-sharded/unet").bfloat16()
    denoiser.save_pretrained(folder / "unet", max_shard_size="60KB")
    encoder = text_encoder("sd-sharded/text_encoder", tokenizer, num_hidden_layers=2, hidden_act="gelu")
    components = {"vae": ("diffusers", autoencoder), "text_encoder": ("transformers", encoder)}
    derive(folder, "stable-diffusion", components, written=("unet",))
    positions = {"text_model.embeddings.position_ids": numpy.arange(20, dtype=numpy.int64)[None]}
    rewrite(folder / "text_encoder" / "model.safetensors", extra=positions)
    rewrite(folder / "vae" / "diffusion_pytorch_model.safetensors", rename=_old_attention_name)


def _old_attention_name(name: str) -> str:
    for new, old in (("to_q", "query"), ("to_k", "key"), ("to_v", "value"), ("to_out.0", "proj_attn")):
        name = name.replace(f"attentions.0.{new}", f"attentions.0.{old}")
    return name


def guidance_embedding(folder) -> None:
    """A U-Net that is told the guidance scale (latent consistency models): no second pass."""
    unet("unet-guidance-embedding", time_cond_proj_dim=12, layers_per_block=1).save_pretrained(folder)


CHECKPOINTS = {
    "stable-diffusion": stable_diffusion,
    "stable-diffusion-2": stable_diffusion_2,
    "stable-diffusion-inpainting": inpainting,
    "stable-diffusion-safety-checker": with_safety_checker,
    "stable-diffusion-fp16": half,
    "stable-diffusion-sharded": sharded,
    "unet-guidance-embedding": guidance_embedding,
}


def make_inputs(folder) -> None:
    """Embeddings, latents and pictures as tensors."""
    scene = pixels(folder / "scene-small.png")
    tensorfile.write(folder / "stable-diffusion.safetensors", {
        "prompt_embeds": uniform("inputs/prompt_embeds", (1, 20, 24)),
        "negative_prompt_embeds": uniform("inputs/negative_prompt_embeds", (1, 20, 24)),
        "short_embeds": uniform("inputs/short_embeds", (1, 18, 24)),
        "one_embed": numpy.array([[[0.25, -1.5]]], dtype=numpy.float32),
        "latents": uniform("inputs/latents", (1, 4, 4, 6)),
        "picture_latents": uniform("inputs/picture_latents", (1, 4, 4, 6), deviation=0.4),
        "masked_image_latents": uniform("inputs/masked_image_latents", (1, 4, 4, 6), deviation=0.4),
        "picture": scene,
        "centred_picture": scene * 2 - 1,
        "mask": pixels(folder / "mask-soft.png"),
        "half_mask": numpy.round(pixels(folder / "mask-half.png") * 2) / 2,
    })
