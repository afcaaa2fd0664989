"""The cases of StableDiffusionPipeline, StableDiffusionImg2ImgPipeline and StableDiffusionInpaintPipeline."""

from functools import partial

from ...cases import Case, checkpoint, picture, scheduler, seed, tensor

TEXT, IMAGE, INPAINT = "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline"
SD2, NINE, SAFETY = "stable-diffusion-2", "stable-diffusion-inpainting", "stable-diffusion-safety-checker"
FP16, SHARDED = "stable-diffusion-fp16", "stable-diffusion-sharded"

_TASKS = {TEXT: "text-to-image", IMAGE: "image-to-image", INPAINT: "inpainting"}
_DEFAULTS = {
    TEXT: dict(
        prompt="a photo of an astronaut riding a horse", height=16, width=24, num_inference_steps=3, guidance_scale=5.0,
        generator=seed(0), output_type="np",
    ),
    IMAGE: dict(
        prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.7, num_inference_steps=4,
        guidance_scale=5.0, generator=seed(1), output_type="np",
    ),
    INPAINT: dict(
        prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), height=16, width=24,
        num_inference_steps=3, guidance_scale=5.0, generator=seed(2), output_type="np",
    ),
}
_NEGATIVE = "blurry, low quality, watermark"
_TWO = ["a corgi wearing sunglasses on the beach", "a robot playing chess"]
_TWO_NEGATIVE = ["ugly", "text, jpeg artifacts"]
_LONG = (
    "portrait of an old man with a beard, dramatic light, film grain, 35mm, and behind him a castle in the clouds, "
    "green trees and white flowers on the hill, bright sunny day, trending on artstation, highly detailed, sharp focus"
)
_UNICODE = "Ein  Gemälde  einer KATZE — 猫 🐈 don't\n(it's 4k!!) café naïve"


def sd(name: str) -> dict:
    return tensor("stable-diffusion", name)


def case(pipeline: str, variant: str, inert=(), is_error=False, model="stable-diffusion", load=None, request=None, **call) -> Case:
    """A case whose call is the pipeline's default call with changes; an argument that is `...` is left out."""
    merged = {key: value for key, value in (_DEFAULTS[pipeline] | call).items() if value is not ...}
    content = {"checkpoint": checkpoint(model), "task": _TASKS[pipeline]}
    content |= {"load": load} if load else {}
    content |= request or {}
    return Case(pipeline, variant, content | {"call": merged}, tuple(inert), is_error)


def text(variant: str, **options) -> Case:
    return case(TEXT, variant, **options)


def image(variant: str, **options) -> Case:
    return case(IMAGE, variant, **options)


def inpaint(variant: str, **options) -> Case:
    return case(INPAINT, variant, **options)


def error(pipeline: str, variant: str, **options) -> Case:
    return case(pipeline, f"error-{variant}", is_error=True, **options)


ddim = partial(scheduler, "DDIMScheduler")
ddpm = partial(scheduler, "DDPMScheduler")
euler = partial(scheduler, "EulerDiscreteScheduler")
pndm = partial(scheduler, "PNDMScheduler")

_TEXT_TO_IMAGE = [
    text("plain", height=24, width=40),
    text("negative-prompt", negative_prompt=_NEGATIVE),
    text("without-guidance", guidance_scale=1.0),
    text("pil", output_type="pil", height=24, width=16, num_inference_steps=2),
    text("pt", output_type="pt", num_inference_steps=2),
    text("latent", output_type="latent"),
    text("default-size", height=..., width=..., output_type="pil", num_inference_steps=2),
    text("latents", latents=sd("latents"), generator=..., load=euler(), output_type="pil"),
    text(
        "prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"),
        output_type="pil",
    ),
    text("prompt-embeds-alone", prompt=..., prompt_embeds=sd("prompt_embeds"), output_type="latent"),
    text(
        "two-prompts-two-images", prompt=_TWO, negative_prompt=_TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=2,
        output_type="pil",
    ),
    text("generator-list", prompt=_TWO, generator=[seed(3), seed(4)], num_inference_steps=2, output_type="latent"),
    text("global-seed", generator=..., request={"global_seed": 5}, output_type="pil"),
    text("clip-skip-1", clip_skip=1, negative_prompt=_NEGATIVE, output_type="pil"),
    text("clip-skip-2", clip_skip=2, output_type="latent"),
    text("guidance-rescale", guidance_rescale=0.7, output_type="pil"),
    text("long-prompt", prompt=_LONG, output_type="latent"),
    text("empty-prompt", prompt="", negative_prompt=_NEGATIVE, output_type="latent"),
    text("unicode-prompt", prompt=_UNICODE, output_type="latent"),
    text("unknown-argument", num_inference_steps=2, output_type="latent", an_unknown_argument=1),
    text("pipeline-of-checkpoint", request={"task": None}, model=SD2, num_inference_steps=2, output_type="pil"),
    text("sd2", model=SD2, output_type="pil"),
    text(
        "sd2-two-prompts", model=SD2, prompt=[_TWO[0], _LONG], negative_prompt=_TWO_NEGATIVE, num_inference_steps=2,
        output_type="latent",
    ),
    text("fp16", model=FP16, load={"variant": "fp16"}, output_type="pil"),
    text("sharded", model=SHARDED, output_type="pil"),
    text(
        "guidance-embedding", load={"unet": {"checkpoint": checkpoint("unet-guidance-embedding")}} | ddim(), output_type="latent",
    ),
    text("safety-checker-passes", model=SAFETY, num_inference_steps=2, generator=seed(23)),
    text("safety-checker-flags", model=SAFETY, num_inference_steps=2, prompt=_TWO[1], generator=seed(8), output_type="pil"),
    text("safety-checker-off", model=SAFETY, num_inference_steps=2, load={"safety_checker": None}, output_type="pil"),
]
_TEXT_SCHEDULERS = [
    text("ddim", load=ddim()),
    text("ddim-eta", load=ddim(), eta=0.6, output_type="latent"),
    text("ddim-trailing-zero-snr", load=ddim(timestep_spacing="trailing", rescale_betas_zero_snr=True), model=SD2, guidance_rescale=0.7, output_type="pil"),
    text("ddim-linspace", load=ddim(timestep_spacing="linspace"), output_type="latent"),
    text("ddim-cosine", load=ddim(beta_schedule="squaredcos_cap_v2"), output_type="latent"),
    text("ddim-thresholding", load=ddim(thresholding=True, sample_max_value=2.5, dynamic_thresholding_ratio=0.9), output_type="latent"),
    text("ddim-offset-0-clipped", load=ddim(steps_offset=0, clip_sample=True, beta_schedule="linear", set_alpha_to_one=True), output_type="latent"),
    text("ddim-sample-prediction", load=ddim(prediction_type="sample"), output_type="latent"),
    text("ddpm", load=ddpm(), output_type="latent"),
    text("ddpm-timesteps", load=ddpm(), timesteps=[961, 505, 120], num_inference_steps=..., output_type="latent"),
    text("ddpm-fixed-large-v-prediction", load=ddpm(variance_type="fixed_large", prediction_type="v_prediction", timestep_spacing="trailing"), output_type="latent"),
    text("euler", load=euler()),
    text("euler-karras", load=euler(use_karras_sigmas=True), output_type="latent"),
    text("euler-exponential", load=euler(use_exponential_sigmas=True, final_sigmas_type="sigma_min"), output_type="latent"),
    text("euler-beta", load=euler(use_beta_sigmas=True), output_type="latent"),
    text("euler-trailing-zero-snr", load=euler(timestep_spacing="trailing", rescale_betas_zero_snr=True), model=SD2, num_inference_steps=2, output_type="latent"),
    text("euler-linspace-log-linear", load=euler(timestep_spacing="linspace", interpolation_type="log_linear"), output_type="latent"),
    text("euler-continuous", load=euler(prediction_type="v_prediction", timestep_type="continuous", use_karras_sigmas=True), output_type="latent"),
    text("euler-timesteps", load=euler(), timesteps=[999, 601, 203], num_inference_steps=..., output_type="latent"),
    text("euler-sigmas", load=euler(), sigmas=[13.5, 4.25, 0.75], num_inference_steps=..., output_type="latent"),
    text("pndm-runge-kutta", load=pndm(skip_prk_steps=False), num_inference_steps=4, output_type="latent"),
    text("pndm-trailing-v-prediction", load=pndm(timestep_spacing="trailing", skip_prk_steps=True), model=SD2, output_type="latent"),
    text("pndm-linspace-five-steps", load=pndm(timestep_spacing="linspace", set_alpha_to_one=True), num_inference_steps=5, output_type="latent"),
]
_IMAGE_TO_IMAGE = [
    image("plain", image=picture("scene")),
    image("pil", output_type="pil", negative_prompt=_NEGATIVE),
    image("full-strength", strength=1.0, num_inference_steps=3, output_type="latent"),
    image("one-step", strength=0.49, num_inference_steps=3, output_type="latent"),
    image("pndm-extra-step", strength=0.2, output_type="latent"),
    image("picture-latents", image=sd("picture_latents"), output_type="latent"),
    image("tensor", image=sd("picture"), output_type="latent"),
    image("centred-tensor", image=sd("centred_picture"), output_type="latent"),
    image("odd-size", image=picture("scene-odd"), output_type="pil", num_inference_steps=3),
    image("two-pictures", image=[picture("scene-small"), picture("scene-2")], prompt=_TWO, num_inference_steps=3, output_type="latent"),
    image(
        "two-prompts-two-images", prompt=_TWO, negative_prompt=_TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=3,
        output_type="pil",
    ),
    image("generator-list", prompt=_TWO, generator=[seed(6), seed(7)], num_inference_steps=3, output_type="latent"),
    image(
        "prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"),
        clip_skip=1, inert=("clip_skip",), output_type="latent",
    ),
    image("clip-skip", clip_skip=1, guidance_scale=1.0, output_type="latent"),
    image("sd2", model=SD2, output_type="pil", num_inference_steps=3),
    image("safety-checker", model=SAFETY, num_inference_steps=3, prompt=_TWO, output_type="pil"),
    image("ddim", load=ddim()),
    image("ddim-eta", load=ddim(), eta=0.8, output_type="latent"),
    image("ddpm", load=ddpm(), output_type="latent"),
    image("euler", load=euler(), output_type="latent"),
    image("euler-sigmas", load=euler(), sigmas=[13.5, 6.5, 2.25, 0.75], num_inference_steps=..., output_type="latent"),
    image("pndm-runge-kutta", load=pndm(skip_prk_steps=False), output_type="latent"),
]
_INPAINTING = [
    inpaint("plain", image=picture("scene"), mask_image=picture("mask"), height=24, width=40),
    inpaint("strength", strength=0.7, num_inference_steps=4),
    inpaint("negative-prompt-pil", negative_prompt=_NEGATIVE, output_type="pil"),
    inpaint("without-guidance", guidance_scale=1.0, output_type="latent"),
    inpaint("soft-mask", mask_image=picture("mask-soft"), strength=0.8, output_type="latent"),
    inpaint("other-mask", mask_image=picture("mask-2"), output_type="latent"),
    inpaint("rgb-mask", mask_image=picture("mask-rgb"), output_type="latent"),
    inpaint("1-bit-mask", mask_image=picture("mask-1-bit"), output_type="latent"),
    inpaint("tensors", image=sd("picture"), mask_image=sd("mask"), strength=0.8, output_type="latent"),
    inpaint("picture-latents", image=sd("picture_latents"), masked_image_latents=sd("masked_image_latents"), inert=("masked_image_latents",), output_type="latent"),
    inpaint("latents", latents=sd("latents"), load=euler(), output_type="latent"),
    inpaint("odd-size", image=picture("scene-odd"), mask_image=picture("mask-odd"), strength=0.8, output_type="pil"),
    inpaint("odd-latents", height=20, width=28, strength=0.8, output_type="pil"),
    inpaint("default-size", height=..., width=..., image=picture("scene-large"), mask_image=picture("mask-large"), num_inference_steps=2, output_type="pil"),
    inpaint("crop", image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=5, num_inference_steps=2, output_type="pil"),
    inpaint(
        "two-prompts-two-images", prompt=_TWO, negative_prompt=_TWO_NEGATIVE, num_images_per_prompt=2, num_inference_steps=2,
        strength=0.9, output_type="pil",
    ),
    inpaint("two-pictures", image=[picture("scene-small"), picture("scene-2")], mask_image=[picture("mask-small"), picture("mask-2")], prompt=_TWO, num_inference_steps=2, output_type="latent"),
    inpaint("generator-list", prompt=_TWO, image=[picture("scene-small"), picture("scene-2")], generator=[seed(6), seed(7)], num_inference_steps=2, output_type="latent"),
    inpaint("clip-skip", clip_skip=1, output_type="latent"),
    inpaint("prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"), output_type="latent"),
    inpaint("ddim", load=ddim()),
    inpaint("ddim-eta", load=ddim(), eta=0.7, output_type="latent"),
    inpaint("ddpm", load=ddpm(), output_type="latent"),
    inpaint("euler-timesteps", load=euler(), timesteps=[999, 601, 203], num_inference_steps=..., strength=0.9, output_type="latent"),
    inpaint("pndm-runge-kutta-refused", load=pndm(skip_prk_steps=False), inert=("scheduler",), output_type="latent"),
    inpaint("9-channels", model=NINE, output_type="pil"),
    inpaint("9-channels-strength", model=NINE, strength=0.6, num_inference_steps=4, output_type="latent"),
    inpaint("9-channels-without-guidance", model=NINE, guidance_scale=0.5, output_type="latent"),
    inpaint("9-channels-masked-latents", model=NINE, masked_image_latents=sd("masked_image_latents"), inert=("image",), output_type="latent"),
    inpaint("9-channels-crop", model=NINE, image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=3, num_inference_steps=2, output_type="pil"),
    inpaint("9-channels-two-prompts", model=NINE, prompt=_TWO, num_images_per_prompt=2, num_inference_steps=2, output_type="latent"),
    inpaint("9-channels-euler", model=NINE, load=euler(), output_type="latent"),
    inpaint("safety-checker", model=SAFETY, num_inference_steps=2, output_type="pil"),
    inpaint("sd2", model=SD2, output_type="latent", strength=0.8),
]
_ERRORS = [
    error(TEXT, "height", height=28),
    error(TEXT, "prompt-and-embeds", prompt_embeds=sd("one_embed")),
    error(TEXT, "no-prompt", prompt=...),
    error(TEXT, "prompt-type", prompt=5),
    error(TEXT, "negative-prompt-and-embeds", negative_prompt="ugly", negative_prompt_embeds=sd("one_embed")),
    error(TEXT, "negative-prompt-type", negative_prompt=["ugly"]),
    error(TEXT, "negative-prompt-count", prompt=_TWO, negative_prompt=["ugly", "text", "blurry"]),
    error(TEXT, "embeds-shape", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("short_embeds")),
    error(TEXT, "generator-count", prompt=_TWO, generator=[seed(1), seed(2), seed(3)]),
    error(TEXT, "callback-tensors", callback_on_step_end_tensor_inputs=["latents", "no_such_tensor"]),
    error(TEXT, "timesteps-unsupported", timesteps=[900, 100]),
    error(TEXT, "sigmas-unsupported", load=ddim(), sigmas=[3.0, 1.0]),
    error(TEXT, "timesteps-and-sigmas", load=euler(), timesteps=[900, 100], sigmas=[3.0, 1.0]),
    error(TEXT, "timesteps-order", load=ddpm(), timesteps=[100, 900]),
    error(TEXT, "too-many-steps", load=ddim(), num_inference_steps=1001),
    error(TEXT, "clip-skip", clip_skip=4),
    error(TEXT, "feature-extractor", model=SAFETY, load={"feature_extractor": None}),
    error(TEXT, "scheduler-conflict", load=euler(use_karras_sigmas=True, use_beta_sigmas=True)),
    error(TEXT, "scheduler-spacing", load=ddim(timestep_spacing="random")),
    error(TEXT, "runge-kutta-steps", load=pndm(skip_prk_steps=False)),
    error(IMAGE, "strength", strength=1.2),
    error(IMAGE, "no-steps", load=ddim(), strength=0.2),
    error(IMAGE, "no-image", image=...),
    error(IMAGE, "generator-count", generator=[seed(1), seed(2)]),
    error(IMAGE, "picture-count", image=[picture("scene-small"), picture("scene-2")], prompt=[*_TWO, "a castle"]),
    error(INPAINT, "no-mask", mask_image=...),
    error(INPAINT, "no-image", image=...),
    error(INPAINT, "strength", strength=-0.1),
    error(INPAINT, "strength-too-small", strength=0.2),
    error(INPAINT, "height", height=26),
    error(INPAINT, "crop-output-type", padding_mask_crop=4),
    error(INPAINT, "crop-tensor", padding_mask_crop=4, image=sd("picture"), output_type="pil"),
    error(INPAINT, "mask-count", mask_image=[picture("mask-small"), picture("mask-2")], image=[picture("scene-small"), picture("scene-2")], prompt=[*_TWO, "a castle"]),
]
CASES = [*_TEXT_TO_IMAGE, *_TEXT_SCHEDULERS, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
