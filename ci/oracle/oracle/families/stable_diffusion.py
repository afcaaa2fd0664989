"""Stable Diffusion 1.x and 2.x: text to image, image to image, inpainting."""

from diffusers import AutoencoderKL, DDIMScheduler, PNDMScheduler, UNet2DConditionModel
from diffusers import StableDiffusionInpaintPipeline, StableDiffusionPipeline
from transformers import CLIPTextConfig, CLIPTextModel

from ..cases import Case, checkpoint, picture, scheduler, seed, tensor
from ..parts import clip_tokenizer
from ..weights import randomize

# Stable Diffusion 1.5's scheduler configuration.
PNDM = dict(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000, set_alpha_to_one=False,
    skip_prk_steps=True, steps_offset=1, clip_sample=False,
)


def text_encoder(key: str, tokenizer, **changes) -> CLIPTextModel:
    config = dict(
        vocab_size=len(tokenizer), max_position_embeddings=tokenizer.model_max_length, hidden_size=24, intermediate_size=40,
        num_hidden_layers=3, num_attention_heads=3, projection_dim=16, hidden_act="quick_gelu", layer_norm_eps=1e-5,
        bos_token_id=0, eos_token_id=2, pad_token_id=1,
    )
    return randomize(CLIPTextModel(CLIPTextConfig(**(config | changes))), key, {r"token_embedding": 0.8})


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


def stable_diffusion(folder) -> StableDiffusionPipeline:
    tokenizer = clip_tokenizer(model_max_length=32)
    return StableDiffusionPipeline(
        vae=vae("sd/vae"), text_encoder=text_encoder("sd/text_encoder", tokenizer), tokenizer=tokenizer, unet=unet("sd/unet"),
        scheduler=PNDMScheduler.from_config(PNDM), safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )


CHECKPOINTS = {"stable-diffusion": stable_diffusion}

TEXT, IMAGE, INPAINT = "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline"
_TASKS = {TEXT: "text-to-image", IMAGE: "image-to-image", INPAINT: "inpainting"}
_DEFAULTS = {
    TEXT: dict(
        prompt="a photo of an astronaut riding a horse", height=24, width=40, num_inference_steps=3, guidance_scale=5.0,
        generator=seed(0), output_type="np",
    ),
    IMAGE: dict(
        prompt="a painting of a red fox in the snow", image=picture("scene"), strength=0.7, num_inference_steps=4,
        guidance_scale=5.0, generator=seed(1), output_type="np",
    ),
    INPAINT: dict(
        prompt="a small house by the river", image=picture("scene"), mask_image=picture("mask"), height=24, width=40,
        num_inference_steps=3, guidance_scale=5.0, generator=seed(2), output_type="np",
    ),
}


def case(pipeline: str, variant: str, inert=(), is_error=False, model="stable-diffusion", load=None, request=None, **call) -> Case:
    """A case whose call is the pipeline's default call with changes; an argument that is `...` is left out."""
    merged = {key: value for key, value in (_DEFAULTS[pipeline] | call).items() if value is not ...}
    content = {"checkpoint": checkpoint(model), "task": _TASKS[pipeline]}
    content |= {"load": load} if load else {}
    content |= request or {}
    return Case(pipeline, variant, content | {"call": merged}, tuple(inert), is_error)


CASES = [
    case(TEXT, "plain"),
    case(TEXT, "negative-prompt", negative_prompt="blurry, low quality, watermark"),
    case(TEXT, "without-guidance", guidance_scale=1.0),
    case(TEXT, "ddim", load=scheduler("DDIMScheduler")),
    case(TEXT, "euler", load=scheduler("EulerDiscreteScheduler")),
    case(IMAGE, "plain"),
    case(IMAGE, "ddim", load=scheduler("DDIMScheduler")),
    case(INPAINT, "plain"),
    case(INPAINT, "strength", strength=0.7, num_inference_steps=4),
    case(INPAINT, "ddim", load=scheduler("DDIMScheduler")),
]
