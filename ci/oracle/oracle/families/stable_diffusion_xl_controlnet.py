"""Stable Diffusion XL with ControlNets: text to image, image to image, inpainting."""

from ..cases import FREEU, NEGATIVE, TWO, TWO_PICTURES, Table, after, checkpoint, picture, seed
from ..parts import derive
from ..schedulers import ancestral, ddim, multistep, unipc
from .stable_diffusion.autoencoders import TINY_VAE
from .stable_diffusion_controlnet import controlnet
from .stable_diffusion_xl import cases as xl


def xl_net(key: str, ids: int = 6, **changes):
    config = dict(
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), layers_per_block=1, transformer_layers_per_block=[1, 2],
        attention_head_dim=[2, 4], use_linear_projection=True, cross_attention_dim=40, addition_embed_type="text_time",
        addition_time_embed_dim=8, projection_class_embeddings_input_dim=12 + 8 * ids,
    )
    return controlnet(key, **(config | changes))


def plain(folder) -> None:
    xl_net("controlnet-xl").save_pretrained(folder)


def bgr(folder) -> None:
    """Channels the other way round."""
    xl_net("controlnet-xl-bgr", controlnet_conditioning_channel_order="bgr", transformer_layers_per_block=1).save_pretrained(folder)


def pooled(folder) -> None:
    xl_net("controlnet-xl-pooled", global_pool_conditions=True, transformer_layers_per_block=1).save_pretrained(folder)


def refiner(folder) -> None:
    """Fits the refiner: one text encoder, an aesthetic score."""
    xl_net("controlnet-xl-refiner", 5, cross_attention_dim=16, transformer_layers_per_block=1).save_pretrained(folder)


def refiner_inpainting(folder) -> None:
    """The refiner under the name of the inpainting class, from which AutoPipeline finds the one with ControlNets."""
    derive(folder, xl.REFINER, {}, _class_name="StableDiffusionXLInpaintPipeline")


CHECKPOINTS = {
    "controlnet-xl": plain, "controlnet-xl-bgr": bgr, "controlnet-xl-pooled": pooled, "controlnet-xl-refiner": refiner,
    "stable-diffusion-xl-refiner-inpainting": refiner_inpainting,
}
_BASE = "stable-diffusion-xl"
_COMMON = dict(controlnet_conditioning_scale=0.9)
TEXT = Table("StableDiffusionXLControlNetPipeline", "text-to-image", _BASE, xl.TEXT.call | _COMMON | dict(
    height=..., width=..., image=picture("scene-small"), generator=seed(40),
))
IMAGE = Table("StableDiffusionXLControlNetImg2ImgPipeline", "image-to-image", _BASE, xl.IMAGE.call | _COMMON | dict(control_image=picture("scene-2"), generator=seed(41)))
INPAINT = Table("StableDiffusionXLControlNetInpaintPipeline", "inpainting", _BASE, xl.INPAINT.call | _COMMON | dict(control_image=picture("scene-2"), generator=seed(42)))


def nets(*names: str, **options) -> dict:
    """The load options that bring one ControlNet or several."""
    found = [{"checkpoint": checkpoint(f"controlnet-xl{name}")} for name in names or ("",)]
    return {"load": {"controlnet": found if len(found) > 1 else found[0]} | options}


_BOTH = nets("", "-bgr")
_BOTH_DDIM = nets("", "-bgr", **ddim())
_SPAN = dict(control_guidance_start=0.2, control_guidance_end=0.8)

CASES = [
    TEXT("plain", **nets(), image=picture("scene"), output_type="pil"),
    TEXT("size-negative-prompt", **nets(), negative_prompt=NEGATIVE, prompt_2="oil on canvas", height=24, width=16),
    TEXT("without-guidance", **nets(), guidance_scale=1.0),
    TEXT("guess-mode", **nets(), guess_mode=True, **xl.SIZES, **xl.NEGATIVE_SIZES),
    TEXT("start-and-end", **nets(**ddim()), **_SPAN, controlnet_conditioning_scale=1.5, num_inference_steps=4),
    TEXT("denoising-end", **nets(), denoising_end=0.6, control_guidance_end=0.5, num_inference_steps=5),
    TEXT("global-pool", **nets("-pooled")),
    TEXT("two-nets", **_BOTH_DDIM, image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 1.4], control_guidance_start=[0.0, 0.3], control_guidance_end=[0.8, 1.0]),
    TEXT("two-prompts-two-images", **nets(), prompt=TWO, image=TWO_PICTURES, num_images_per_prompt=2, num_inference_steps=2, **xl.SIZES, **xl.NEGATIVE_SIZES),
    TEXT("embeds-latents", **nets(), **xl.ALL_EMBEDS, latents=xl.sd("latents"), generator=...),
    TEXT("guidance-embedding", **nets(**xl.GUIDED_UNET), clip_skip=1),
    IMAGE("plain", **nets(), output_type="pil"),
    IMAGE("without-guidance", **nets(), guidance_scale=1.0),
    IMAGE("guess-mode-sizes", **nets(), guess_mode=True, **xl.SIZES, negative_original_size=[20, 33], negative_target_size=[28, 50]),
    IMAGE("start-and-end-size", **nets(**ddim()), controlnet_conditioning_scale=1.5, control_guidance_start=0.3, control_guidance_end=0.8, num_inference_steps=6, image=picture("scene"), control_image=picture("scene-odd"), height=16, width=32),
    IMAGE("two-nets", **_BOTH, control_image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 0.8]),
    IMAGE("two-prompts-two-images", **nets(), prompt=TWO, negative_prompt=[NEGATIVE, "text"], num_images_per_prompt=2, num_inference_steps=3),
    IMAGE("refiner", **nets("-refiner"), model=xl.REFINER, original_size=[24, 40], aesthetic_score=7.5, negative_aesthetic_score=1.5, negative_crops_coords_top_left=[3, 9], output_type="np"),
    IMAGE("guidance-embedding", **nets(**xl.GUIDED_UNET)),
    IMAGE("latents-euler-ancestral", **nets(**ancestral()), latents=xl.sd("latents"), inert=("image",)),
    INPAINT("plain", **nets(), output_type="pil"),
    INPAINT("full-strength-own-size", **nets(), strength=1.0, height=..., width=...),
    INPAINT("without-guidance", **nets(), guidance_scale=1.0),
    INPAINT("guess-mode-rescale-sizes", **nets(), guess_mode=True, guidance_rescale=0.6, **xl.SIZES),
    INPAINT("global-pool", **nets("-pooled")),
    INPAINT("9-channels", **nets(), model=xl.NINE),
    INPAINT("two-nets", **_BOTH, control_image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 0.8], control_guidance_end=0.6),
    INPAINT("two-prompts-two-images", **nets(), prompt=TWO, num_images_per_prompt=2),
    INPAINT("denoising-start-and-end", **nets(), denoising_start=0.35, denoising_end=0.65, control_guidance_end=0.6, num_inference_steps=6, inert=("strength",)),
    INPAINT("normalised-latents", **nets(**xl.NORMALISING_VAE), output_type="np"),
    INPAINT("crop", **nets(), image=picture("scene-large"), mask_image=picture("mask-large"), control_image=picture("scene-large"), padding_mask_crop=3, output_type="pil"),
    INPAINT("refiner", **nets("-refiner"), model="stable-diffusion-xl-refiner-inpainting", aesthetic_score=7.5, negative_aesthetic_score=1.5),
    TEXT.error("no-image", **nets(), image=...),
    TEXT.error("scale-type", **nets(), controlnet_conditioning_scale=1),
    TEXT.error("nested-pictures", **_BOTH, image=[TWO_PICTURES, TWO_PICTURES]),
    TEXT.error("no-pooled-embeds", **nets(), **xl.xl("prompt_embeds")),
    IMAGE.error("strength", **nets(), strength=1.2),
    IMAGE.error("refiner-without-size", **nets("-refiner"), model=xl.REFINER),
    IMAGE.error("start-after-end", **nets(), control_guidance_start=0.8, control_guidance_end=0.5),
    INPAINT.error("crop-output-type", **nets(), padding_mask_crop=4, output_type="np"),
    INPAINT.error("strength-too-small", **nets(), strength=0.2),
    *[after(table("freeu", **nets()), FREEU) for table in (TEXT, IMAGE, INPAINT)],
    TEXT("tiny-vae-unipc", **nets(**TINY_VAE, **unipc()), output_type="pil"),
    IMAGE("dpm-multistep", **nets(**multistep())),
    INPAINT.error("picture-latents", **nets(), image=xl.sd("picture_latents")),
]
