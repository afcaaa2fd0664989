"""Stable Diffusion XL with perturbed-attention guidance: text to image, image to image, inpainting."""

from ..cases import FREEU, NEGATIVE, TWO, TWO_MASKS, TWO_PICTURES, Table, after, picture, seed
from ..schedulers import ancestral, kdpm2, sa
from .stable_diffusion_xl import cases as xl

CHECKPOINTS = {}
_PAG = dict(pag_scale=2.5)
TEXT = Table("StableDiffusionXLPAGPipeline", "text-to-image", "stable-diffusion-xl", xl.TEXT.call | _PAG | dict(generator=seed(30)))
IMAGE = Table("StableDiffusionXLPAGImg2ImgPipeline", "image-to-image", "stable-diffusion-xl", xl.IMAGE.call | _PAG | dict(generator=seed(31)))
INPAINT = Table("StableDiffusionXLPAGInpaintPipeline", "inpainting", "stable-diffusion-xl", xl.INPAINT.call | _PAG | dict(generator=seed(32)))


def pag(layers=None, **options) -> dict:
    return {"load": {"enable_pag": True} | ({} if layers is None else {"pag_applied_layers": layers}) | options}


_EULER_ANCESTRAL = ancestral()

CASES = [
    TEXT("plain", **pag(), height=24, width=40, output_type="pil"),
    TEXT("layers", **pag(["down_blocks.1", "mid"]), negative_prompt=NEGATIVE, prompt_2="oil on canvas"),
    TEXT("layers-pattern", **pag("up_blocks.0.attentions.(0|2)", **_EULER_ANCESTRAL)),
    TEXT("without-guidance", **pag(), guidance_scale=1.0),
    TEXT("adaptive", **pag(), pag_adaptive_scale=0.004),
    TEXT("off", **pag(), pag_scale=0.0),
    TEXT("rescale", **pag(), guidance_rescale=0.7),
    TEXT("sizes-two-prompts-two-images", **pag(), prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, **xl.SIZES, **xl.NEGATIVE_SIZES),
    TEXT("denoising-end-clip-skip", **pag(), denoising_end=0.6, num_inference_steps=5, clip_skip=1),
    TEXT("embeds-latents", **pag(), **xl.ALL_EMBEDS, latents=xl.sd("latents"), generator=...),
    IMAGE("plain", **pag(), output_type="pil"),
    IMAGE("refiner", **pag(), model=xl.REFINER, aesthetic_score=7.5, negative_aesthetic_score=1.5, output_type="np"),
    IMAGE("without-guidance-adaptive", **pag("up_blocks.0"), guidance_scale=1.0, pag_adaptive_scale=0.003),
    IMAGE("two-prompts-two-images", **pag(), prompt=TWO, negative_prompt=[NEGATIVE, "text"], num_images_per_prompt=2, num_inference_steps=3),
    IMAGE("sizes-rescale", **pag(), guidance_rescale=0.6, **xl.SIZES, negative_original_size=[20, 33], negative_target_size=[28, 50]),
    IMAGE("denoising-start-and-end", **pag(), denoising_start=0.3, denoising_end=0.7, num_inference_steps=6, inert=("strength",)),
    IMAGE("off", **pag(), pag_scale=0.0),
    INPAINT("plain", **pag(), output_type="pil"),
    INPAINT("full-strength", **pag(), strength=1.0),
    INPAINT("without-guidance", **pag(), guidance_scale=1.0),
    INPAINT("9-channels", **pag(), model=xl.NINE),
    INPAINT("9-channels-without-guidance", **pag(), model=xl.NINE, guidance_scale=1.0, pag_adaptive_scale=0.003),
    INPAINT("two-prompts-two-images", **pag(), prompt=TWO, num_images_per_prompt=2),
    INPAINT("rescale-sizes", **pag(), guidance_rescale=0.6, **xl.SIZES),
    INPAINT("crop", **pag(), image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=3, output_type="pil"),
    INPAINT(
        "off-without-guidance-two-prompts", **pag(), inert=("mask_image[1]",), pag_scale=0.0, guidance_scale=1.0, prompt=TWO,
        image=TWO_PICTURES, mask_image=TWO_MASKS,
    ),
    TEXT.error("layer", **pag(["no_such_layer"])),
    TEXT.error("unknown-argument", **pag(), an_unknown_argument=1),
    TEXT.error("height", **pag(), height=20, width=26),
    IMAGE.error("strength", **pag(), strength=1.2),
    INPAINT.error("strength-too-small", **pag(), strength=0.2),
    *[after(table("freeu", **pag()), FREEU) for table in (TEXT, IMAGE, INPAINT)],
    after(TEXT("layers-set", **pag()), ("set_pag_applied_layers", {"pag_applied_layers": ["up_blocks.0"]})),
    TEXT("sa-solver", **pag(**sa())),
    IMAGE("kdpm2", **pag(**kdpm2())),
    INPAINT("picture-latents", **pag(), image=xl.sd("picture_latents"), masked_image_latents=xl.sd("masked_image_latents"), inert=("masked_image_latents",)),
    INPAINT("off-picture-latents", **pag(), pag_scale=0.0, image=xl.sd("picture_latents")),
    INPAINT.error("picture-latents", **pag(), image=xl.sd("picture_latents")),
    INPAINT.error("picture-latents-without-guidance", **pag(), guidance_scale=1.0, image=xl.sd("picture_latents")),
]
