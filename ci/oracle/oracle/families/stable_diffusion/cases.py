"""The cases of StableDiffusionPipeline, StableDiffusionImg2ImgPipeline and StableDiffusionInpaintPipeline."""

from ...cases import NEGATIVE, TWO, TWO_MASKS, TWO_NEGATIVE, TWO_PICTURES, Table, checkpoint, picture, seed, tensor
from ...schedulers import ddim, ddpm, euler, pndm

SD2, NINE, SAFETY = "stable-diffusion-2", "stable-diffusion-inpainting", "stable-diffusion-safety-checker"
FP16, SHARDED = "stable-diffusion-fp16", "stable-diffusion-sharded"

TEXT = Table("StableDiffusionPipeline", "text-to-image", "stable-diffusion", dict(
    prompt="a photo of an astronaut riding a horse", height=16, width=24, num_inference_steps=3, guidance_scale=5.0,
    generator=seed(0), output_type="np",
))
IMAGE = Table("StableDiffusionImg2ImgPipeline", "image-to-image", "stable-diffusion", dict(
    prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.7, num_inference_steps=4,
    guidance_scale=5.0, generator=seed(1), output_type="np",
))
INPAINT = Table("StableDiffusionInpaintPipeline", "inpainting", "stable-diffusion", dict(
    prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), height=16, width=24,
    num_inference_steps=3, guidance_scale=5.0, generator=seed(2), output_type="np",
))
_LONG = (
    "portrait of an old man with a beard, dramatic light, film grain, 35mm, and behind him a castle in the clouds, "
    "green trees and white flowers on the hill, bright sunny day, trending on artstation, highly detailed, sharp focus"
)
_UNICODE = "Ein  Gemälde  einer KATZE — 猫 🐈 don't\n(it's 4k!!) café naïve"


def sd(name: str) -> dict:
    return tensor("stable-diffusion", name)


_TEXT_TO_IMAGE = [
    TEXT("plain", height=24, width=40),
    TEXT("negative-prompt", negative_prompt=NEGATIVE),
    TEXT("without-guidance", guidance_scale=1.0),
    TEXT("pil", output_type="pil", height=24, width=16, num_inference_steps=2),
    TEXT("pt", output_type="pt", num_inference_steps=2),
    TEXT("latent", output_type="latent"),
    TEXT("default-size", height=..., width=..., output_type="pil", num_inference_steps=2),
    TEXT("latents", latents=sd("latents"), generator=..., load=euler(), output_type="pil"),
    TEXT(
        "prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"),
        output_type="pil",
    ),
    TEXT("prompt-embeds-alone", prompt=..., prompt_embeds=sd("prompt_embeds"), output_type="latent"),
    TEXT(
        "two-prompts-two-images", prompt=TWO, negative_prompt=TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=2,
        output_type="pil",
    ),
    TEXT("generator-list", prompt=TWO, generator=[seed(3), seed(4)], num_inference_steps=2, output_type="latent"),
    TEXT("global-seed", generator=..., request={"global_seed": 5}, output_type="pil"),
    TEXT("clip-skip-1", clip_skip=1, negative_prompt=NEGATIVE, output_type="pil"),
    TEXT("clip-skip-2", clip_skip=2, output_type="latent"),
    TEXT("guidance-rescale", guidance_rescale=0.7, output_type="pil"),
    TEXT("guidance-rescale-two-prompts", prompt=TWO, guidance_rescale=0.7, num_inference_steps=2, output_type="latent"),
    TEXT("long-prompt", prompt=_LONG, output_type="latent"),
    TEXT("empty-prompt", prompt="", negative_prompt=NEGATIVE, output_type="latent"),
    TEXT("unicode-prompt", prompt=_UNICODE, output_type="latent"),
    TEXT("unknown-argument", num_inference_steps=2, output_type="latent", an_unknown_argument=1),
    TEXT("pipeline-of-checkpoint", request={"task": None}, model=SD2, num_inference_steps=2, output_type="pil"),
    TEXT("sd2", model=SD2, output_type="pil"),
    TEXT(
        "sd2-two-prompts", model=SD2, prompt=[TWO[0], _LONG], negative_prompt=TWO_NEGATIVE, num_inference_steps=2,
        output_type="latent",
    ),
    TEXT("fp16", model=FP16, load={"variant": "fp16"}, output_type="pil"),
    TEXT("sharded", model=SHARDED, output_type="pil"),
    TEXT(
        "guidance-embedding", load={"unet": {"checkpoint": checkpoint("unet-guidance-embedding")}} | ddim(), output_type="latent",
    ),
    TEXT("vae-tiling", height=24, width=40, num_inference_steps=2, request={"setup": [{"method": "enable_vae_tiling"}]}),
    TEXT("vae-slicing", prompt=TWO, num_inference_steps=2, request={"setup": [{"method": "enable_vae_slicing"}]}),
    TEXT("safety-checker-passes", model=SAFETY, num_inference_steps=2, generator=seed(23)),
    TEXT("safety-checker-flags", model=SAFETY, num_inference_steps=2, prompt=TWO[1], generator=seed(8), output_type="pil"),
    TEXT("safety-checker-off", model=SAFETY, num_inference_steps=2, load={"safety_checker": None}, output_type="pil"),
]
_TEXT_SCHEDULERS = [
    TEXT("ddim", load=ddim()),
    TEXT("ddim-eta", load=ddim(), eta=0.6, output_type="latent"),
    TEXT("ddim-trailing-zero-snr", load=ddim(timestep_spacing="trailing", rescale_betas_zero_snr=True), model=SD2, guidance_rescale=0.7, output_type="pil"),
    TEXT("ddim-linspace", load=ddim(timestep_spacing="linspace"), output_type="latent"),
    TEXT("ddim-cosine", load=ddim(beta_schedule="squaredcos_cap_v2"), output_type="latent"),
    TEXT("ddim-thresholding", load=ddim(thresholding=True, sample_max_value=2.5, dynamic_thresholding_ratio=0.9), output_type="latent"),
    TEXT("ddim-offset-0-clipped", load=ddim(steps_offset=0, clip_sample=True, beta_schedule="linear", set_alpha_to_one=True), output_type="latent"),
    TEXT("ddim-sample-prediction", load=ddim(prediction_type="sample"), output_type="latent"),
    TEXT("ddpm", load=ddpm(), output_type="latent"),
    TEXT("ddpm-timesteps", load=ddpm(), timesteps=[961, 505, 120], num_inference_steps=..., output_type="latent"),
    TEXT("ddpm-fixed-large-v-prediction", load=ddpm(variance_type="fixed_large", prediction_type="v_prediction", timestep_spacing="trailing"), output_type="latent"),
    TEXT("euler", load=euler()),
    TEXT("euler-karras", load=euler(use_karras_sigmas=True), output_type="latent"),
    TEXT("euler-exponential", load=euler(use_exponential_sigmas=True, final_sigmas_type="sigma_min"), output_type="latent"),
    TEXT("euler-beta", load=euler(use_beta_sigmas=True), output_type="latent"),
    TEXT("euler-trailing-zero-snr", load=euler(timestep_spacing="trailing", rescale_betas_zero_snr=True), model=SD2, num_inference_steps=2, output_type="latent"),
    TEXT("euler-linspace-log-linear", load=euler(timestep_spacing="linspace", interpolation_type="log_linear"), output_type="latent"),
    TEXT("euler-continuous", load=euler(prediction_type="v_prediction", timestep_type="continuous", use_karras_sigmas=True), output_type="latent"),
    TEXT("euler-timesteps", load=euler(), timesteps=[999, 601, 203], num_inference_steps=..., output_type="latent"),
    TEXT("euler-sigmas", load=euler(), sigmas=[13.5, 4.25, 0.75], num_inference_steps=..., output_type="latent"),
    TEXT("pndm-runge-kutta", load=pndm(skip_prk_steps=False), num_inference_steps=4, output_type="latent"),
    TEXT("pndm-trailing-v-prediction", load=pndm(timestep_spacing="trailing", skip_prk_steps=True), model=SD2, output_type="latent"),
    TEXT("pndm-linspace-five-steps", load=pndm(timestep_spacing="linspace", set_alpha_to_one=True), num_inference_steps=5, output_type="latent"),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", image=picture("scene")),
    IMAGE("pil", output_type="pil", negative_prompt=NEGATIVE),
    IMAGE("full-strength", strength=1.0, num_inference_steps=3, output_type="latent"),
    IMAGE("one-step", strength=0.49, num_inference_steps=3, output_type="latent"),
    IMAGE("pndm-extra-step", strength=0.2, output_type="latent"),
    IMAGE("picture-latents", image=sd("picture_latents"), output_type="latent"),
    IMAGE("tensor", image=sd("picture"), output_type="latent"),
    IMAGE("centred-tensor", image=sd("centred_picture"), output_type="latent"),
    IMAGE("odd-size", image=picture("scene-odd"), output_type="pil", num_inference_steps=3),
    IMAGE("two-pictures", image=TWO_PICTURES, prompt=TWO, num_inference_steps=3, output_type="latent"),
    IMAGE(
        "two-prompts-two-images", prompt=TWO, negative_prompt=TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=3,
        output_type="pil",
    ),
    IMAGE("generator-list", prompt=TWO, generator=[seed(6), seed(7)], num_inference_steps=3, output_type="latent"),
    IMAGE(
        "prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"),
        clip_skip=1, inert=("clip_skip",), output_type="latent",
    ),
    IMAGE("clip-skip", clip_skip=1, guidance_scale=1.0, output_type="latent"),
    IMAGE("sd2", model=SD2, output_type="pil", num_inference_steps=3),
    IMAGE("vae-tiling", image=picture("scene"), num_inference_steps=3, request={"setup": [{"method": "enable_vae_tiling"}]}),
    IMAGE("safety-checker", model=SAFETY, num_inference_steps=3, prompt=TWO, output_type="pil"),
    IMAGE("ddim", load=ddim()),
    IMAGE("ddim-eta", load=ddim(), eta=0.8, output_type="latent"),
    IMAGE("ddpm", load=ddpm(), output_type="latent"),
    IMAGE("euler", load=euler(), output_type="latent"),
    IMAGE("euler-sigmas", load=euler(), sigmas=[13.5, 6.5, 2.25, 0.75], num_inference_steps=..., output_type="latent"),
    IMAGE("pndm-runge-kutta", load=pndm(skip_prk_steps=False), output_type="latent"),
]
_INPAINTING = [
    INPAINT("plain", image=picture("scene"), mask_image=picture("mask"), height=24, width=40),
    INPAINT("strength", strength=0.7, num_inference_steps=4),
    INPAINT("negative-prompt-pil", negative_prompt=NEGATIVE, output_type="pil"),
    INPAINT("without-guidance", guidance_scale=1.0, output_type="latent"),
    INPAINT("soft-mask", mask_image=picture("mask-soft"), strength=0.8, output_type="latent"),
    INPAINT("mask-near-half", mask_image=picture("mask-half"), output_type="latent"),
    INPAINT("mask-of-half", image=sd("picture"), mask_image=sd("half_mask"), output_type="latent"),
    INPAINT("other-mask", mask_image=picture("mask-2"), output_type="latent"),
    INPAINT("rgb-mask", mask_image=picture("mask-rgb"), output_type="latent"),
    INPAINT("1-bit-mask", mask_image=picture("mask-1-bit"), output_type="latent"),
    INPAINT("tensors", image=sd("picture"), mask_image=sd("mask"), strength=0.8, output_type="latent"),
    INPAINT("picture-latents", image=sd("picture_latents"), masked_image_latents=sd("masked_image_latents"), inert=("masked_image_latents",), output_type="latent"),
    INPAINT("latents", latents=sd("latents"), load=euler(), output_type="latent"),
    INPAINT("odd-size", image=picture("scene-odd"), mask_image=picture("mask-odd"), strength=0.8, output_type="pil"),
    INPAINT("odd-latents", height=20, width=28, strength=0.8, output_type="pil"),
    INPAINT("default-size", height=..., width=..., image=picture("scene-large"), mask_image=picture("mask-large"), num_inference_steps=2, output_type="pil"),
    INPAINT("tensors-resized", image=sd("picture"), mask_image=sd("mask"), height=24, width=40, num_inference_steps=2, output_type="latent"),
    INPAINT("crop-of-a-spot", image=picture("scene-large"), mask_image=picture("mask-spot"), padding_mask_crop=5, num_inference_steps=2, output_type="pil"),
    INPAINT("crop-filled", image=picture("scene-large"), mask_image=picture("mask-large"), height=24, width=16, padding_mask_crop=5, num_inference_steps=2, output_type="pil"),
    INPAINT("crop", image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=5, num_inference_steps=2, output_type="pil"),
    INPAINT(
        "two-prompts-two-images", prompt=TWO, negative_prompt=TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=2,
        strength=0.9, output_type="pil",
    ),
    INPAINT("two-pictures", image=TWO_PICTURES, mask_image=TWO_MASKS, prompt=TWO, num_inference_steps=2, output_type="latent"),
    INPAINT("generator-list", prompt=TWO, image=TWO_PICTURES, generator=[seed(6), seed(7)], num_inference_steps=2, output_type="latent"),
    INPAINT("clip-skip", clip_skip=1, output_type="latent"),
    INPAINT("prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"), output_type="latent"),
    INPAINT("ddim", load=ddim()),
    INPAINT("ddim-eta", load=ddim(), eta=0.7, output_type="latent"),
    INPAINT("ddpm", load=ddpm(), output_type="latent"),
    INPAINT("euler-timesteps", load=euler(), timesteps=[999, 601, 203], num_inference_steps=..., strength=0.9, output_type="latent"),
    INPAINT("pndm-runge-kutta-refused", load=pndm(skip_prk_steps=False), inert=("scheduler",), output_type="latent"),
    INPAINT("9-channels", model=NINE, output_type="pil"),
    INPAINT("9-channels-strength", model=NINE, strength=0.6, num_inference_steps=4, output_type="latent"),
    INPAINT("9-channels-without-guidance", model=NINE, guidance_scale=0.5, output_type="latent"),
    INPAINT("9-channels-masked-latents", model=NINE, masked_image_latents=sd("masked_image_latents"), inert=("image",), output_type="latent"),
    INPAINT("9-channels-crop", model=NINE, image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=3, num_inference_steps=2, output_type="pil"),
    INPAINT("9-channels-two-prompts", model=NINE, prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, output_type="latent"),
    INPAINT("9-channels-euler", model=NINE, load=euler(), output_type="latent"),
    INPAINT("safety-checker", model=SAFETY, num_inference_steps=2, output_type="pil"),
    INPAINT("sd2", model=SD2, output_type="latent", strength=0.8),
]
_ERRORS = [
    TEXT.error("height", height=28),
    TEXT.error("prompt-and-embeds", prompt_embeds=sd("one_embed")),
    TEXT.error("no-prompt", prompt=...),
    TEXT.error("prompt-type", prompt=5),
    TEXT.error("negative-prompt-and-embeds", negative_prompt="ugly", negative_prompt_embeds=sd("one_embed")),
    TEXT.error("negative-prompt-type", negative_prompt=["ugly"]),
    TEXT.error("negative-prompt-count", prompt=TWO, negative_prompt=["ugly", "text", "blurry"]),
    TEXT.error("embeds-shape", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("short_embeds")),
    TEXT.error("generator-count", prompt=TWO, generator=[seed(1), seed(2), seed(3)]),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["latents", "no_such_tensor"]),
    TEXT.error("timesteps-unsupported", timesteps=[900, 100]),
    TEXT.error("sigmas-unsupported", load=ddim(), sigmas=[3.0, 1.0]),
    TEXT.error("timesteps-and-sigmas", load=euler(), timesteps=[900, 100], sigmas=[3.0, 1.0]),
    TEXT.error("timesteps-order", load=ddpm(), timesteps=[100, 900]),
    TEXT.error("too-many-steps", load=ddim(), num_inference_steps=1001),
    TEXT.error("clip-skip", clip_skip=4),
    TEXT.error("feature-extractor", model=SAFETY, load={"feature_extractor": None}),
    TEXT.error("scheduler-conflict", load=euler(use_karras_sigmas=True, use_beta_sigmas=True)),
    TEXT.error("scheduler-spacing", load=ddim(timestep_spacing="random")),
    TEXT.error("runge-kutta-steps", load=pndm(skip_prk_steps=False)),
    IMAGE.error("strength", strength=1.2),
    IMAGE.error("no-steps", load=ddim(), strength=0.2),
    IMAGE.error("no-image", image=...),
    IMAGE.error("generator-count", generator=[seed(1), seed(2)]),
    IMAGE.error("picture-count", image=TWO_PICTURES, prompt=[*TWO, "a castle"]),
    INPAINT.error("latents-to-mask", image=sd("picture_latents")),
    INPAINT.error("masked-latents-size", model=NINE, masked_image_latents=sd("masked_image_latents"), height=24),
    INPAINT.error("picture-latents-size", image=sd("picture_latents"), masked_image_latents=sd("masked_image_latents"), height=24, strength=0.8),
    INPAINT.error("latents-size", latents=sd("latents"), height=24),
    INPAINT.error("no-mask", mask_image=...),
    INPAINT.error("no-image", image=...),
    INPAINT.error("strength", strength=-0.1),
    INPAINT.error("strength-too-small", strength=0.2),
    INPAINT.error("height", height=26),
    INPAINT.error("crop-output-type", padding_mask_crop=4),
    INPAINT.error("crop-tensor", padding_mask_crop=4, image=sd("picture"), output_type="pil"),
    INPAINT.error("mask-count", mask_image=TWO_MASKS, image=TWO_PICTURES, prompt=[*TWO, "a castle"]),
]
CASES = [*_TEXT_TO_IMAGE, *_TEXT_SCHEDULERS, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
