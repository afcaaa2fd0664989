"""The cases of StableDiffusionXLPipeline, StableDiffusionXLImg2ImgPipeline and StableDiffusionXLInpaintPipeline."""

from ...cases import NEGATIVE, NEGATIVE_2, OTHER, TWO, TWO_MASKS, TWO_NEGATIVE, TWO_PICTURES, Table, checkpoint, picture, seed, tensor
from ...schedulers import ddim, ddpm, heun

REFINER, NINE = "stable-diffusion-xl-refiner", "stable-diffusion-xl-inpainting"
TEXT = Table("StableDiffusionXLPipeline", "text-to-image", "stable-diffusion-xl", dict(
    prompt="a photo of an astronaut riding a horse", height=16, width=24, num_inference_steps=3, guidance_scale=5.5,
    generator=seed(0), output_type="latent",
))
IMAGE = Table("StableDiffusionXLImg2ImgPipeline", "image-to-image", "stable-diffusion-xl", dict(
    prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.7, num_inference_steps=4,
    guidance_scale=5.5, generator=seed(1), output_type="latent",
))
INPAINT = Table("StableDiffusionXLInpaintPipeline", "inpainting", "stable-diffusion-xl", dict(
    prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), height=16, width=24,
    num_inference_steps=3, strength=0.8, guidance_scale=5.5, generator=seed(2), output_type="latent",
))
_LONG = (
    "portrait of an old man with a beard, dramatic light, film grain, 35mm, and behind him a castle in the clouds, "
    "green trees and white flowers on the hill, bright sunny day, trending on artstation, highly detailed, sharp focus"
)
SIZES = dict(original_size=[40, 72], crops_coords_top_left=[6, 11], target_size=[48, 80])
NEGATIVE_SIZES = dict(negative_original_size=[20, 33], negative_crops_coords_top_left=[3, 9], negative_target_size=[28, 50])
GUIDED_UNET = {"unet": {"checkpoint": checkpoint("unet-xl-guidance-embedding")}}
NORMALISING_VAE = {"vae": {"checkpoint": checkpoint(f"{REFINER}/vae")}}


def sd(name: str) -> dict:
    return tensor("stable-diffusion", name)


def xl(*names: str) -> dict:
    return {"prompt": ...} | {name: tensor("stable-diffusion-xl", name) for name in names}


_POSITIVE = xl("prompt_embeds", "pooled_prompt_embeds")
ALL_EMBEDS = _POSITIVE | xl("negative_prompt_embeds", "negative_pooled_prompt_embeds")

_TEXT_TO_IMAGE = [
    TEXT("plain", height=24, width=40, output_type="np"),
    TEXT("prompt-2", prompt_2=OTHER),
    TEXT("empty-prompt-2", prompt_2=""),
    TEXT("negative-prompt", negative_prompt=NEGATIVE),
    TEXT("negative-prompts", negative_prompt=NEGATIVE, negative_prompt_2=NEGATIVE_2),
    TEXT("negative-prompt-2-alone", negative_prompt_2=NEGATIVE_2, inert=("negative_prompt_2",)),
    TEXT("negative-prompt-2-without-forced-zeros", negative_prompt_2=NEGATIVE_2, load={"force_zeros_for_empty_prompt": False}),
    TEXT("empty-negative-prompt", negative_prompt=""),
    TEXT("without-guidance", guidance_scale=1.0),
    TEXT("guidance-rescale", guidance_rescale=0.7),
    TEXT("clip-skip", clip_skip=1, negative_prompt=NEGATIVE),
    TEXT("long-prompt", prompt=_LONG, prompt_2=OTHER),
    TEXT("sizes", **SIZES),
    TEXT("negative-sizes", **SIZES, **NEGATIVE_SIZES),
    TEXT(
        "one-negative-size", negative_original_size=[20, 33], negative_crops_coords_top_left=[3, 9],
        inert=[f"{name}[{index}]" for name in ("negative_original_size", "negative_crops_coords_top_left") for index in (0, 1)],
    ),
    TEXT(
        "two-prompts-two-images", prompt=TWO, prompt_2=[OTHER, _LONG], negative_prompt=TWO_NEGATIVE, num_images_per_prompt=2,
        num_inference_steps=2, output_type="pil",
    ),
    TEXT("two-images-negative-sizes", num_images_per_prompt=2, num_inference_steps=2, **NEGATIVE_SIZES),
    TEXT("generator-list", prompt=TWO, generator=[seed(3), seed(4)], num_inference_steps=2),
    TEXT("latents", latents=sd("latents"), generator=...),
    TEXT("prompt-embeds", **ALL_EMBEDS),
    TEXT("prompt-embeds-negative-prompt", **_POSITIVE, negative_prompt=NEGATIVE, negative_prompt_2=NEGATIVE_2),
    TEXT("prompt-embeds-alone", **_POSITIVE),
    TEXT("pooled-embeds-alone", pooled_prompt_embeds=tensor("stable-diffusion-xl", "pooled_prompt_embeds")),
    TEXT("denoising-end", num_inference_steps=5, denoising_end=0.6),
    TEXT("denoising-end-at-a-timestep", num_inference_steps=5, denoising_end=0.599),
    TEXT("denoising-end-heun", load=heun(), num_inference_steps=5, denoising_end=0.6),
    TEXT("timesteps", load=ddpm(), timesteps=[961, 505, 120], num_inference_steps=...),
    TEXT("sigmas", sigmas=[13.5, 4.25, 0.75], num_inference_steps=...),
    TEXT("ddim-eta", load=ddim(), eta=0.6),
    TEXT("guidance-embedding", load=GUIDED_UNET),
    TEXT("normalised-latents", load=NORMALISING_VAE, output_type="np"),
    TEXT("pil", output_type="pil", num_inference_steps=2),
    TEXT("pt", output_type="pt", num_inference_steps=2),
    TEXT("default-size", height=..., width=..., output_type="pil", num_inference_steps=2),
    TEXT("one-default-side", height=..., num_inference_steps=2),
    TEXT("pipeline-of-checkpoint", request={"task": None}, num_inference_steps=2),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", image=picture("scene"), output_type="np"),
    IMAGE("default-strength", strength=..., num_inference_steps=7),
    IMAGE("full-strength", strength=1.0, num_inference_steps=3),
    IMAGE("negative-prompts", negative_prompt=NEGATIVE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    IMAGE("sizes", **SIZES),
    IMAGE("negative-sizes", **SIZES, **NEGATIVE_SIZES, inert=[f"negative_crops_coords_top_left[{index}]" for index in (0, 1)]),
    IMAGE("pil", output_type="pil", num_inference_steps=3),
    IMAGE("guidance-rescale", guidance_rescale=0.6, clip_skip=1),
    IMAGE("without-guidance", guidance_scale=0.9),
    IMAGE("two-pictures", image=TWO_PICTURES, prompt=TWO, num_inference_steps=3),
    IMAGE("two-prompts-two-images", prompt=TWO, negative_prompt=TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=3, **NEGATIVE_SIZES, inert=[f"negative_crops_coords_top_left[{index}]" for index in (0, 1)]),
    IMAGE("generator-list", prompt=TWO, generator=[seed(6), seed(7)], num_inference_steps=3),
    IMAGE("prompt-embeds", **ALL_EMBEDS),
    IMAGE("picture-latents", image=sd("picture_latents")),
    IMAGE("latents", latents=sd("latents"), generator=..., inert=("image",)),
    IMAGE("denoising-start", denoising_start=0.4, num_inference_steps=5, image=sd("picture_latents"), generator=..., inert=("strength",)),
    IMAGE("denoising-start-encoded", denoising_start=0.4, num_inference_steps=5, inert=("strength",)),
    IMAGE("denoising-start-heun", denoising_start=0.45, load=heun(), num_inference_steps=5, inert=("strength",)),
    IMAGE("denoising-start-and-end", denoising_start=0.35, denoising_end=0.65, num_inference_steps=6, inert=("strength",)),
    IMAGE("denoising-start-beyond", denoising_start=1.0, inert=("denoising_start",)),
    IMAGE("denoising-end", strength=0.9, denoising_end=0.6, num_inference_steps=5),
    IMAGE("denoising-start-at-a-timestep", denoising_start=0.599, num_inference_steps=5, inert=("strength",)),
    IMAGE("ddim-eta", load=ddim(), eta=0.6),
    IMAGE("guidance-embedding", load=GUIDED_UNET),
    IMAGE("refiner", model=REFINER, output_type="np"),
    IMAGE("refiner-scores", model=REFINER, aesthetic_score=7.5, negative_aesthetic_score=1.5, negative_prompt=NEGATIVE),
    IMAGE("refiner-sizes", model=REFINER, **SIZES, **NEGATIVE_SIZES, inert=[f"{name}[{index}]" for name in ("target_size", "negative_target_size") for index in (0, 1)]),
    IMAGE("refiner-prompts-2", model=REFINER, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2, inert=("prompt_2", "negative_prompt_2")),
    IMAGE("refiner-two-prompts", model=REFINER, prompt=TWO, num_images_per_prompt=2, num_inference_steps=3, output_type="pil"),
    IMAGE("refiner-denoising-start", model=REFINER, image=sd("picture_latents"), denoising_start=0.6, generator=..., num_inference_steps=5, inert=("strength",)),
    IMAGE("refiner-of-checkpoint", model=REFINER, request={"task": None}),
]
_INPAINTING = [
    INPAINT("plain", image=picture("scene"), mask_image=picture("mask"), height=24, width=40, output_type="np"),
    INPAINT("default-strength", strength=...),
    INPAINT("full-strength", strength=1.0),
    INPAINT("pil", output_type="pil", strength=0.7, negative_prompt=NEGATIVE),
    INPAINT("negative-prompts", prompt_2=OTHER, negative_prompt=NEGATIVE, negative_prompt_2=NEGATIVE_2),
    INPAINT("sizes", **SIZES, negative_original_size=[20, 33], negative_target_size=[28, 50]),
    INPAINT("guidance-rescale", guidance_rescale=0.6, clip_skip=1),
    INPAINT("without-guidance", guidance_scale=1.0),
    INPAINT("soft-mask", mask_image=picture("mask-soft")),
    INPAINT("odd-size", image=picture("scene-odd"), mask_image=picture("mask-odd"), output_type="pil"),
    INPAINT("default-size", height=..., width=..., image=picture("scene-large"), mask_image=picture("mask-large"), output_type="pil"),
    INPAINT("crop", image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=5, output_type="pil"),
    INPAINT("picture-latents", image=sd("picture_latents")),
    INPAINT("latents", latents=sd("latents")),
    INPAINT("two-prompts-two-images", prompt=TWO, negative_prompt=TWO_NEGATIVE, num_images_per_prompt=2, output_type="pil"),
    INPAINT("two-pictures", image=TWO_PICTURES, mask_image=TWO_MASKS, prompt=TWO),
    INPAINT("generator-list", prompt=TWO, image=TWO_PICTURES, generator=[seed(6), seed(7)]),
    INPAINT("prompt-embeds", **ALL_EMBEDS),
    INPAINT("denoising-start", denoising_start=0.4, num_inference_steps=5, inert=("strength",)),
    INPAINT("denoising-start-latents", denoising_start=0.4, latents=sd("latents"), num_inference_steps=5, inert=("strength", "latents")),
    INPAINT("denoising-start-and-end", denoising_start=0.35, denoising_end=0.65, num_inference_steps=6, inert=("strength",)),
    INPAINT("denoising-end", denoising_end=0.6, num_inference_steps=5),
    INPAINT("ddim-eta", load=ddim(), eta=0.6),
    INPAINT("guidance-embedding", load=GUIDED_UNET),
    INPAINT("normalised-latents", load=NORMALISING_VAE, output_type="np"),
    INPAINT("refiner", model=REFINER, aesthetic_score=7.5, negative_aesthetic_score=1.5, output_type="np"),
    INPAINT("9-channels", model=NINE, output_type="pil"),
    INPAINT("9-channels-full-strength", model=NINE, strength=1.0),
    INPAINT("9-channels-without-guidance", model=NINE, guidance_scale=0.5),
    INPAINT("9-channels-masked-latents", model=NINE, masked_image_latents=sd("masked_image_latents")),
    INPAINT("9-channels-denoising-start", model=NINE, denoising_start=0.4, num_inference_steps=5, inert=("strength",)),
    INPAINT("9-channels-two-prompts", model=NINE, prompt=TWO, num_images_per_prompt=2),
    INPAINT("9-channels-crop", model=NINE, image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=3, output_type="pil"),
]
_ERRORS = [
    TEXT.error("height", height=28),
    TEXT.error("prompt-2-and-embeds", prompt=..., prompt_2=OTHER, prompt_embeds=sd("one_embed")),
    TEXT.error("prompt-2-type", prompt_2=5),
    TEXT.error("prompt-2-count", prompt=TWO, prompt_2=OTHER),
    TEXT.error("no-prompt", prompt=..., prompt_2=OTHER),
    TEXT.error("negative-prompt-2-and-embeds", negative_prompt_2="ugly", negative_prompt_embeds=sd("one_embed")),
    TEXT.error("negative-prompt-count", prompt=TWO, prompt_2=[OTHER, "cubism"], negative_prompt=["ugly", "text", "blurry"]),
    TEXT.error("negative-prompt-2-count", negative_prompt=NEGATIVE, negative_prompt_2=TWO_NEGATIVE),
    TEXT.error("negative-prompt-type", negative_prompt=5),
    TEXT.error("no-pooled-embeds", **xl("prompt_embeds")),
    TEXT.error("no-negative-pooled-embeds", **_POSITIVE | xl("negative_prompt_embeds")),
    TEXT.error("embeds-shape", **_POSITIVE, negative_prompt_embeds=sd("prompt_embeds")),
    TEXT.error("negative-pooled-shape", **ALL_EMBEDS | {"negative_pooled_prompt_embeds": tensor("stable-diffusion-xl", "short_pooled_embeds")}),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["latents", "negative_prompt_embeds"]),
    TEXT.error("clip-skip", clip_skip=3),
    TEXT.error("generator-count", prompt=TWO, generator=[seed(1)]),
    TEXT.error("refiner", model=REFINER),
    IMAGE.error("strength", strength=1.2),
    IMAGE.error("steps", num_inference_steps=0),
    IMAGE.error("no-image", image=...),
    IMAGE.error("no-pooled-embeds", **xl("prompt_embeds")),
    IMAGE.error("no-pooled-embeds-without-guidance", **xl("prompt_embeds"), guidance_scale=1.0),
    IMAGE.error("denoising-end-first", denoising_start=0.6, denoising_end=0.4),
    IMAGE.error("scores-missing", model=REFINER, load={"requires_aesthetics_score": False}),
    IMAGE.error("scores-unexpected", load={"requires_aesthetics_score": True}),
    INPAINT.error("strength", strength=-0.1),
    INPAINT.error("strength-too-small", strength=0.2),
    INPAINT.error("height", height=26),
    INPAINT.error("crop-output-type", padding_mask_crop=4),
    INPAINT.error("denoising-end-first", denoising_start=0.6, denoising_end=0.6),
    INPAINT.error("picture-latents-size", image=sd("picture_latents"), height=24),
    INPAINT.error("9-channels-picture-latents", model=NINE, image=sd("picture_latents")),
    INPAINT.error("denoising-start-late", denoising_start=0.999),
]
CASES = [*_TEXT_TO_IMAGE, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
