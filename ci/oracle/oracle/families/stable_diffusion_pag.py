"""Stable Diffusion with perturbed-attention guidance, with and without ControlNets."""

from ..cases import FREEU, NEGATIVE, TWO, TWO_MASKS, TWO_PICTURES, Case, after, checkpoint, picture, seed
from ..schedulers import euler, heun, multistep, singlestep
from .stable_diffusion.autoencoders import ASYMMETRIC_VAE, TINY_VAE
from .stable_diffusion.cases import sd
from .stable_diffusion.conversions import converted

TEXT, IMAGE, INPAINT = "StableDiffusionPAGPipeline", "StableDiffusionPAGImg2ImgPipeline", "StableDiffusionPAGInpaintPipeline"
CONTROL, CONTROL_INPAINT = "StableDiffusionControlNetPAGPipeline", "StableDiffusionControlNetPAGInpaintPipeline"
CHECKPOINTS = {}

_TASKS = {TEXT: "text-to-image", IMAGE: "image-to-image", INPAINT: "inpainting", CONTROL: "text-to-image", CONTROL_INPAINT: "inpainting"}
_COMMON = dict(num_inference_steps=3, guidance_scale=5.0, pag_scale=2.5, output_type="latent")
_INPAINT = dict(prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), height=16, width=24)
_DEFAULTS = {
    TEXT: dict(prompt="a photo of an astronaut riding a horse", height=16, width=24, generator=seed(20)) | _COMMON,
    IMAGE: dict(prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.7, generator=seed(21)) | _COMMON | dict(num_inference_steps=4),
    INPAINT: _INPAINT | dict(generator=seed(22)) | _COMMON,
    CONTROL: dict(prompt="a photo of an astronaut riding a horse", image=picture("scene-small"), controlnet_conditioning_scale=0.9, generator=seed(23)) | _COMMON,
    CONTROL_INPAINT: _INPAINT | dict(control_image=picture("scene-2"), controlnet_conditioning_scale=0.9, generator=seed(24)) | _COMMON,
}
_NETS = [{"checkpoint": checkpoint("controlnet")}, {"checkpoint": checkpoint("controlnet-bgr")}]


def case(pipeline: str, variant: str, inert=(), is_error=False, model="stable-diffusion", layers=None, nets=None, load=None, **call) -> Case:
    merged = {key: value for key, value in (_DEFAULTS[pipeline] | call).items() if value is not ...}
    options = {"enable_pag": True} | (load or {}) | ({"pag_applied_layers": layers} if layers is not None else {})
    if "ControlNet" in pipeline:
        options["controlnet"] = nets or _NETS[0]
    content = {"checkpoint": checkpoint(model), "task": _TASKS[pipeline], "load": options}
    return Case(pipeline, variant, content | {"call": merged}, tuple(inert), is_error)


def error(pipeline: str, variant: str, **options) -> Case:
    return case(pipeline, f"error-{variant}", is_error=True, **options)


CASES = [
    case(TEXT, "plain", height=24, width=40, output_type="pil"),
    case(TEXT, "layers", layers=["down_blocks.0", "mid"], negative_prompt=NEGATIVE),
    case(TEXT, "layers-pattern", layers="up_blocks.1.attentions.(0|2)", load=euler()),
    case(TEXT, "without-guidance", guidance_scale=1.0),
    case(TEXT, "adaptive", pag_adaptive_scale=0.004),
    case(TEXT, "adaptive-to-zero", pag_adaptive_scale=0.02, guidance_scale=1.0),
    case(TEXT, "off", pag_scale=0.0),
    case(TEXT, "rescale", guidance_rescale=0.7),
    case(TEXT, "two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2),
    case(TEXT, "prompt-embeds-latents", prompt=..., prompt_embeds=sd("prompt_embeds"), negative_prompt_embeds=sd("negative_prompt_embeds"), latents=sd("latents"), generator=...),
    case(TEXT, "sd2-layers", model="stable-diffusion-2", layers=["up_blocks.0"]),
    case(IMAGE, "plain", output_type="pil"),
    case(IMAGE, "without-guidance-adaptive", guidance_scale=1.0, pag_adaptive_scale=0.003, layers=["down_blocks.0.attentions.1"]),
    case(IMAGE, "two-prompts-two-images", prompt=TWO, negative_prompt=[NEGATIVE, "text"], num_images_per_prompt=2, num_inference_steps=3),
    case(IMAGE, "off-clip-skip", pag_scale=0.0, clip_skip=1, load=euler()),
    case(INPAINT, "plain", strength=1.0, output_type="pil"),
    case(INPAINT, "default-strength", num_inference_steps=4),
    case(INPAINT, "without-guidance", guidance_scale=1.0),
    case(INPAINT, "9-channels", model="stable-diffusion-inpainting"),
    case(INPAINT, "9-channels-without-guidance", model="stable-diffusion-inpainting", guidance_scale=1.0, pag_adaptive_scale=0.003),
    case(INPAINT, "off", pag_scale=0.0, strength=0.8, num_inference_steps=4),
    case(INPAINT, "off-without-guidance-two-prompts", inert=("mask_image[1]",), pag_scale=0.0, guidance_scale=1.0, prompt=TWO, image=TWO_PICTURES, mask_image=TWO_MASKS),
    case(INPAINT, "two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2),
    case(CONTROL, "plain", image=picture("scene"), output_type="pil"),
    case(CONTROL, "two-nets", nets=_NETS, image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 1.4]),
    case(CONTROL, "without-guidance-guess-mode", guidance_scale=1.0, guess_mode=True),
    case(CONTROL, "off-start-and-end", pag_scale=0.0, control_guidance_start=0.1, control_guidance_end=0.8, num_inference_steps=4),
    case(CONTROL, "two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, layers=["down_blocks.0"]),
    case(CONTROL_INPAINT, "plain", output_type="pil"),
    case(CONTROL_INPAINT, "strength-two-nets", strength=0.8, num_inference_steps=4, nets=_NETS, control_image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 1.4]),
    case(CONTROL_INPAINT, "9-channels", model="stable-diffusion-inpainting"),
    case(CONTROL_INPAINT, "9-channels-two-prompts", model="stable-diffusion-inpainting", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2),
    case(CONTROL_INPAINT, "without-guidance", guidance_scale=1.0, pag_adaptive_scale=0.003),
    case(CONTROL_INPAINT, "off", pag_scale=0.0),
    error(TEXT, "layer", layers=["no_such_layer"]),
    error(TEXT, "unknown-argument", an_unknown_argument=1),
    error(TEXT, "height", height=20),
    error(INPAINT, "crop", padding_mask_crop=4, output_type="pil"),
    error(INPAINT, "rescale", guidance_rescale=0.5),
    error(CONTROL, "guess-mode", guess_mode=True),
    error(CONTROL, "scale-type", controlnet_conditioning_scale=1),
    converted(case(TEXT, "from-text-to-image"), "text-to-image", enable_pag=True),
    converted(case(IMAGE, "from-layers"), "text-to-image", load={"enable_pag": True, "pag_applied_layers": ["down_blocks.0", "mid"]}),
    *[after(case(name, "freeu"), FREEU) for name in (TEXT, IMAGE, INPAINT, CONTROL, CONTROL_INPAINT)],
    after(case(TEXT, "layers-set"), ("set_pag_applied_layers", {"pag_applied_layers": ["down_blocks.0", "up_blocks.1.attentions.1"]})),
    after(case(IMAGE, "layers-set", layers=["down_blocks.0"]), ("set_pag_applied_layers", {"pag_applied_layers": "mid"})),
    after(error(TEXT, "layers-set"), ("set_pag_applied_layers", {"pag_applied_layers": ["mid", 3]})),
    case(TEXT, "tiny-vae-dpm-multistep", load=TINY_VAE | multistep(), output_type="pil"),
    case(IMAGE, "heun", load=heun()),
    case(INPAINT, "asymmetric-vae", load=ASYMMETRIC_VAE, output_type="pil"),
    case(CONTROL, "dpm-singlestep", load=singlestep(lower_order_final=True)),
    case(INPAINT, "picture-latents", image=sd("picture_latents"), masked_image_latents=sd("masked_image_latents"), inert=("masked_image_latents",)),
    error(INPAINT, "picture-latents", image=sd("picture_latents")),
    error(CONTROL_INPAINT, "picture-latents", image=sd("picture_latents")),
]
