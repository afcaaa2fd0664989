"""Stable Diffusion with ControlNets: StableDiffusionControlNetPipeline, …Img2ImgPipeline, …InpaintPipeline."""

from diffusers import ControlNetModel

from ..cases import FREEU, NEGATIVE, TWO, TWO_PICTURES, Case, after, checkpoint, picture, seed
from ..parts import derive
from ..schedulers import deis, euler, multistep, unipc
from ..weights import randomize
from .stable_diffusion.autoencoders import ASYMMETRIC_VAE, TINY_VAE
from .stable_diffusion.cases import sd
from .stable_diffusion.conversions import converted

TEXT, IMAGE, INPAINT = (
    "StableDiffusionControlNetPipeline", "StableDiffusionControlNetImg2ImgPipeline", "StableDiffusionControlNetInpaintPipeline",
)


def controlnet(key: str, model=ControlNetModel, gains: dict[str, float] = {}, **changes):
    config = dict(
        in_channels=4, conditioning_channels=3, block_out_channels=(8, 16), layers_per_block=2, norm_num_groups=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), cross_attention_dim=24, attention_head_dim=2,
        conditioning_embedding_out_channels=(4, 6, 8),
    )
    return randomize(model(**(config | changes)), key, {r"^controlnet_(down|mid)": 1.6, r"cond_embedding\.conv_out": 3.0, r"attn2\.to_[vk]": 2.0} | gains)


def plain(folder) -> None:
    controlnet("controlnet").save_pretrained(folder)


def bgr(folder) -> None:
    """Channels the other way round, one residual block a level."""
    controlnet("controlnet-bgr", controlnet_conditioning_channel_order="bgr", attention_head_dim=4).save_pretrained(folder)


def pooled(folder) -> None:
    controlnet("controlnet-pooled", global_pool_conditions=True).save_pretrained(folder)


def saved(folder) -> None:
    """A checkpoint with its ControlNet inside."""
    derive(
        folder, "stable-diffusion", {"controlnet": ("diffusers", controlnet("controlnet-saved"))}, _class_name=TEXT,
    )


CHECKPOINTS = {
    "controlnet": plain, "controlnet-bgr": bgr, "controlnet-pooled": pooled, "stable-diffusion-controlnet": saved,
}


def net(name: str = "controlnet") -> dict:
    return {"checkpoint": checkpoint(name)}


_TASKS = {TEXT: "text-to-image", IMAGE: "image-to-image", INPAINT: "inpainting"}
_COMMON = dict(num_inference_steps=3, guidance_scale=5.0, controlnet_conditioning_scale=0.9, output_type="latent")
_DEFAULTS = {
    TEXT: dict(prompt="a photo of an astronaut riding a horse", image=picture("scene-small"), generator=seed(10)) | _COMMON,
    IMAGE: dict(
        prompt="a painting of a red fox in the snow", image=picture("scene-small"), control_image=picture("scene-2"), strength=0.7,
        generator=seed(11),
    ) | _COMMON | dict(num_inference_steps=4),
    INPAINT: dict(
        prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"),
        control_image=picture("scene-2"), height=16, width=24, generator=seed(12),
    ) | _COMMON,
}
_BOTH = [net(), net("controlnet-bgr")]


def case(pipeline: str, variant: str, inert=(), is_error=False, model="stable-diffusion", nets=None, load=None, **call) -> Case:
    merged = {key: value for key, value in (_DEFAULTS[pipeline] | call).items() if value is not ...}
    content = {"checkpoint": checkpoint(model), "task": _TASKS[pipeline]}
    options = (load or {}) | ({} if nets is ... else {"controlnet": nets or net()})
    content |= {"load": options} if options else {}
    return Case(pipeline, variant, content | {"call": merged}, tuple(inert), is_error)


def error(pipeline: str, variant: str, **options) -> Case:
    return case(pipeline, f"error-{variant}", is_error=True, **options)


CASES = [
    case(TEXT, "plain", image=picture("scene"), output_type="pil"),
    case(TEXT, "saved-inside", model="stable-diffusion-controlnet", nets=..., output_type="np"),
    case(TEXT, "negative-prompt-size", negative_prompt=NEGATIVE, height=24, width=16),
    case(TEXT, "without-guidance", guidance_scale=1.0),
    case(TEXT, "guess-mode", guess_mode=True),
    case(TEXT, "guess-mode-without-guidance", guess_mode=True, guidance_scale=1.0),
    case(TEXT, "start-and-end", control_guidance_start=0.2, control_guidance_end=0.8, controlnet_conditioning_scale=1.5, num_inference_steps=4),
    case(TEXT, "bgr", nets=net("controlnet-bgr"), load=euler()),
    case(TEXT, "global-pool", nets=net("controlnet-pooled")),
    case(TEXT, "two-nets", nets=_BOTH, image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 1.4], control_guidance_start=[0.0, 0.3], control_guidance_end=[0.8, 1.0]),
    case(TEXT, "two-nets-one-scale", nets=_BOTH, image=TWO_PICTURES, controlnet_conditioning_scale=0.9, guess_mode=True),
    case(TEXT, "two-nets-nested", nets=_BOTH, prompt=TWO, image=[TWO_PICTURES, TWO_PICTURES[::-1]], controlnet_conditioning_scale=[0.7, 0.7], num_inference_steps=2),
    case(TEXT, "two-prompts-two-images", prompt=TWO, image=TWO_PICTURES, num_images_per_prompt=2, num_inference_steps=2),
    case(TEXT, "prompt-embeds-latents", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"), latents=sd("latents"), generator=...),
    case(TEXT, "clip-skip-odd-picture", clip_skip=1, image=picture("scene-odd")),
    case(TEXT, "tensor-grey-picture", image=sd("picture"), negative_prompt=NEGATIVE),
    case(IMAGE, "plain", output_type="pil"),
    case(IMAGE, "euler-guess-mode", load=euler(), guess_mode=True),
    case(IMAGE, "size", image=picture("scene"), control_image=picture("scene-odd"), height=16, width=32),
    case(IMAGE, "two-nets", nets=_BOTH, control_image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 0.8]),
    case(IMAGE, "two-prompts-two-images", prompt=TWO, negative_prompt=[NEGATIVE, "text"], num_images_per_prompt=2, num_inference_steps=3),
    case(IMAGE, "start-and-end", control_guidance_start=0.3, control_guidance_end=0.8),
    case(IMAGE, "without-guidance-grey", guidance_scale=1.0, image=picture("scene-grey"), clip_skip=1),
    case(IMAGE, "full-strength-generators", strength=1.0, prompt=TWO, generator=[seed(6), seed(7)], num_inference_steps=2),
    case(IMAGE, "latents", latents=sd("latents"), generator=..., inert=("image",)),
    case(INPAINT, "plain", output_type="pil"),
    case(INPAINT, "strength", strength=0.7, num_inference_steps=4),
    case(INPAINT, "9-channels", model="stable-diffusion-inpainting"),
    case(INPAINT, "9-channels-guess-mode", model="stable-diffusion-inpainting", guess_mode=True, strength=0.8, num_inference_steps=4),
    case(INPAINT, "crop", image=picture("scene-large"), mask_image=picture("mask-large"), control_image=picture("scene-large"), padding_mask_crop=5, num_inference_steps=2, output_type="pil"),
    case(INPAINT, "own-size", height=..., width=..., load=euler()),
    case(INPAINT, "two-nets", nets=_BOTH, control_image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 0.8]),
    case(INPAINT, "two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, strength=0.9),
    case(INPAINT, "without-guidance", guidance_scale=1.0, control_guidance_end=0.6),
    error(TEXT, "no-image", image=...),
    error(TEXT, "scale-type", controlnet_conditioning_scale=1),
    error(TEXT, "picture-count", prompt=[*TWO, "a castle"], image=TWO_PICTURES),
    error(TEXT, "start-after-end", control_guidance_start=0.8, control_guidance_end=0.5),
    error(TEXT, "start-below-0", control_guidance_start=-0.1),
    error(TEXT, "end-above-1", control_guidance_end=1.5),
    error(TEXT, "lists-of-two-lengths", control_guidance_start=[0.0, 0.1], control_guidance_end=[1.0]),
    error(TEXT, "two-nets-one-picture", nets=_BOTH),
    error(TEXT, "two-nets-three-pictures", nets=_BOTH, image=[*TWO_PICTURES, picture("scene")]),
    error(TEXT, "two-nets-three-starts", nets=_BOTH, image=TWO_PICTURES, control_guidance_start=[0.0, 0.1, 0.2]),
    error(TEXT, "two-nets-nested-scales", nets=_BOTH, image=TWO_PICTURES, controlnet_conditioning_scale=[[0.5, 0.2]]),
    error(IMAGE, "nested-pictures", nets=_BOTH, control_image=[TWO_PICTURES, TWO_PICTURES]),
    error(IMAGE, "no-control-image", control_image=...),
    error(INPAINT, "height", height=20),
    error(INPAINT, "crop-output-type", padding_mask_crop=4, output_type="np"),
    converted(case(TEXT, "from-text-to-image"), "text-to-image", controlnet=net()),
    converted(case(INPAINT, "from-two-nets"), "image-to-image", load={"controlnet": _BOTH}, controlnet=net("controlnet-bgr")),
    *[after(case(name, "freeu"), FREEU) for name in (TEXT, IMAGE, INPAINT)],
    case(TEXT, "tiny-vae", load=TINY_VAE, output_type="pil"),
    case(IMAGE, "tiny-vae", load=TINY_VAE),
    case(INPAINT, "tiny-vae", load=TINY_VAE, output_type="pil"),
    error(INPAINT, "asymmetric-vae", load=ASYMMETRIC_VAE),
    case(TEXT, "unipc-karras", load=unipc(use_karras_sigmas=True)),
    case(IMAGE, "dpm-multistep-sde", load=multistep(algorithm_type="sde-dpmsolver++")),
    case(INPAINT, "deis", load=deis()),
    error(INPAINT, "picture-latents", image=sd("picture_latents")),
]
