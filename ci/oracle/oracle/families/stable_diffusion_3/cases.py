"""The cases of the seven classes on Stable Diffusion 3's components."""

from functools import partial

from ...cases import NEGATIVE, NEGATIVE_2, OTHER, TWO, TWO_MASKS, TWO_PICTURES, Table, checkpoint, picture, scheduler, seed, tensor
from ...schedulers import flow, flow_heun

_CALL = dict(height=16, width=24, num_inference_steps=3, guidance_scale=5.5, max_sequence_length=12, output_type="latent")
_BASE, MEDIUM_3_5, INPAINTING = "stable-diffusion-3", "stable-diffusion-3.5", "stable-diffusion-3-inpainting"



def perturbed(layers=None) -> dict:
    """The load options for perturbed attention, of these layers."""
    return {"enable_pag": True} | ({"pag_applied_layers": layers} if layers else {})


def net(name: str = "") -> dict:
    return {"controlnet": {"checkpoint": checkpoint(f"controlnet-sd3{name}")}}


def nets(*names: str) -> dict:
    return {"controlnet": [net(name)["controlnet"] for name in names]}


TEXT = Table("StableDiffusion3Pipeline", "text-to-image", _BASE, dict(prompt="a photo of an astronaut riding a horse", generator=seed(0)) | _CALL)
IMAGE = Table("StableDiffusion3Img2ImgPipeline", "image-to-image", _BASE, dict(
    prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.7, generator=seed(1),
) | _CALL | dict(num_inference_steps=4))
INPAINT = Table("StableDiffusion3InpaintPipeline", "inpainting", _BASE, dict(
    prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), strength=0.7, generator=seed(2),
) | _CALL | dict(num_inference_steps=4))
PAG = Table("StableDiffusion3PAGPipeline", "text-to-image", _BASE, dict(prompt="a castle in the clouds", generator=seed(3)) | _CALL, perturbed())
PAG_IMAGE = Table("StableDiffusion3PAGImg2ImgPipeline", "image-to-image", _BASE, IMAGE.call | dict(generator=seed(4)), perturbed())
# The control picture's latents are drawn from the global generator.
_SEEDED = {"global_seed": 12}
CONTROL = Table("StableDiffusion3ControlNetPipeline", "text-to-image", _BASE, dict(
    prompt="a corgi on the beach", control_image=picture("scene-small"), generator=seed(5),
) | _CALL, net(), _SEEDED)
FILL = Table("StableDiffusion3ControlNetInpaintingPipeline", "inpainting", _BASE, dict(
    prompt="a small house by the river", control_image=picture("scene-small"), control_mask=picture("mask-small"), generator=seed(6),
) | _CALL, net("-inpainting"), _SEEDED)

_NEGATIVE_3 = "ugly"
_NEGATIVES = dict(negative_prompt=NEGATIVE, negative_prompt_2=NEGATIVE_2, negative_prompt_3=_NEGATIVE_3)
_THIRD = "Two astronauts: a picnic on the Moon!"
_LONG = (
    "portrait of an old man with a beard, dramatic light, film grain, 35mm, and behind him a castle in the clouds, "
    "green trees and white flowers on the hill, bright sunny day, trending on artstation, highly detailed, sharp focus"
)
_WITHOUT_T5 = dict(text_encoder_3=None, tokenizer_3=None)


def sd3(*names: str, **others: str) -> dict:
    """Tensors of the inputs by the names of the arguments."""
    return {key: tensor(_BASE, name) for key, name in (dict(zip(names, names)) | others).items()}


_POSITIVE = {"prompt": ..., "max_sequence_length": ...} | sd3("prompt_embeds", "pooled_prompt_embeds")
_ALL_EMBEDS = _POSITIVE | sd3("negative_prompt_embeds", "negative_pooled_prompt_embeds")
_LATENTS = sd3("latents") | {"generator": ...}
# A shift that even the smallest sizes change.
dynamic = partial(flow, use_dynamic_shifting=True, base_shift=0.4, max_shift=1.3, base_image_seq_len=4, max_image_seq_len=40)


def solver(name: str, **config) -> dict:
    return scheduler(name, prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=2.0, **config)


_TEXT_TO_IMAGE = [
    TEXT("plain", height=24, width=40, output_type="np"),
    TEXT("prompts", prompt_2=OTHER, prompt_3=_THIRD),
    TEXT("prompt-3", prompt_3=_THIRD),
    TEXT("negative-prompts", **_NEGATIVES),
    TEXT("negative-prompt", negative_prompt=NEGATIVE),
    TEXT("negative-prompt-3-alone", negative_prompt_3=_NEGATIVE_3),
    TEXT("without-guidance", guidance_scale=1.0),
    TEXT("clip-skip", clip_skip=1, negative_prompt=NEGATIVE),
    TEXT("long-prompt", prompt=_LONG, prompt_2=OTHER),
    TEXT("two-prompts-two-images", prompt=TWO, prompt_3=[_THIRD, _LONG], negative_prompt=["ugly", NEGATIVE_2], num_images_per_prompt=2, num_inference_steps=2, output_type="pil"),
    TEXT("without-t5", load=_WITHOUT_T5, max_sequence_length=...),
    TEXT("default-sequence-length", max_sequence_length=..., num_inference_steps=1, guidance_scale=1.0),
    TEXT("default-size", height=..., width=..., num_inference_steps=2),
    TEXT("prompt-embeds", **_ALL_EMBEDS),
    TEXT("embeds-without-guidance", **_POSITIVE, guidance_scale=1.0),
    TEXT("latents", **_LATENTS),
    TEXT("generator-list", prompt=TWO, generator=[seed(7), seed(8)], num_inference_steps=2),
    TEXT("sigmas", sigmas=[1.0, 0.7, 0.25], num_inference_steps=...),
    TEXT("dynamic-shifting", load=dynamic()),
    TEXT("dynamic-shifting-of-latents", load=dynamic(), **_LATENTS),
    TEXT("dynamic-shifting-mu", load=dynamic(), mu=0.8),
    TEXT("dynamic-shifting-linear", load=dynamic(time_shift_type="linear", shift_terminal=0.1)),
    TEXT("mu-without-dynamic-shifting", mu=0.8, inert=("mu",)),
    TEXT("karras", load=flow(use_karras_sigmas=True)),
    TEXT("stochastic", load=flow(stochastic_sampling=True), request={"global_seed": 11}),
    TEXT("heun", load=flow_heun()),
    TEXT("dpm-solver", load=solver("DPMSolverMultistepScheduler"), num_inference_steps=4),
    TEXT("unipc", load=solver("UniPCMultistepScheduler"), num_inference_steps=4),
    TEXT("skip-layers", skip_guidance_layers=[1], num_inference_steps=6),
    TEXT("skip-layers-window", skip_guidance_layers=[0, 2], skip_layer_guidance_start=0.25, skip_layer_guidance_stop=0.75, skip_layer_guidance_scale=1.7, num_inference_steps=4),
    TEXT("skip-layers-without-guidance", skip_guidance_layers=[1], guidance_scale=1.0, inert=("skip_guidance_layers[0]",)),
    TEXT("skip-layers-two-images", skip_guidance_layers=[1], skip_layer_guidance_stop=0.9, num_images_per_prompt=2),
    TEXT("3.5", model=MEDIUM_3_5, output_type="pil"),
    TEXT("3.5-skip-layers", model=MEDIUM_3_5, skip_guidance_layers=[0], skip_layer_guidance_stop=0.8),
    TEXT.error("height", height=20),
    TEXT.error("prompt-and-embeds", **_ALL_EMBEDS | {"prompt": "a corgi"}),
    TEXT.error("prompt-2-and-embeds", **_ALL_EMBEDS, prompt_2="a corgi"),
    TEXT.error("prompt-3-and-embeds", **_ALL_EMBEDS, prompt_3="a corgi"),
    TEXT.error("no-prompt", prompt=...),
    TEXT.error("prompt-type", prompt_3=3),
    TEXT.error("negative-prompt-2-and-embeds", **_ALL_EMBEDS, negative_prompt_2="a corgi"),
    TEXT.error("embeds-of-two-lengths", **_ALL_EMBEDS | sd3(prompt_embeds="longer_embeds")),
    TEXT.error("embeds-without-pooled", **_POSITIVE | {"pooled_prompt_embeds": ...}),
    TEXT.error("negative-embeds-without-pooled", **_ALL_EMBEDS | {"negative_pooled_prompt_embeds": ...}),
    TEXT.error("embeds-alone", **_POSITIVE),
    TEXT.error("sequence-length", max_sequence_length=513),
    TEXT.error("negative-prompt-count", prompt=TWO, negative_prompt=["ugly"]),
    TEXT.error("embeds-two-images", **_ALL_EMBEDS, num_images_per_prompt=2),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["mask"]),
    TEXT.error("large", height=64, width=24),
    TEXT.error("clip-skip-too-large", clip_skip=9),
    TEXT.error("generator-count", generator=[seed(0), seed(1)]),
]

_IMAGE_TO_IMAGE = [
    IMAGE("plain", output_type="pil"),
    IMAGE("default-size", height=..., width=..., image=picture("scene-odd")),
    IMAGE("whole-strength", strength=1.0, num_inference_steps=3, inert=("image",)),
    IMAGE("fraction-of-a-step", strength=0.29, num_inference_steps=10),
    IMAGE("without-guidance-negative-prompt", guidance_scale=1.0, prompt_2=OTHER),
    IMAGE("prompts", prompt_2=OTHER, prompt_3=_THIRD, **_NEGATIVES, clip_skip=0),
    IMAGE("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, strength=0.5),
    IMAGE("generator-list", prompt=TWO, image=TWO_PICTURES, generator=[seed(7), seed(8)]),
    IMAGE("latents", **_LATENTS, inert=("image",)),
    IMAGE("picture-latents", **sd3(image="picture_latents"), height=..., width=...),
    IMAGE("dynamic-shifting", load=dynamic()),
    IMAGE("mu-sigmas", load=dynamic(), mu=0.6, sigmas=[1.0, 0.75, 0.5, 0.2], num_inference_steps=...),
    IMAGE("heun", load=flow_heun()),
    IMAGE("prompt-embeds", **_ALL_EMBEDS),
    IMAGE("3.5", model=MEDIUM_3_5),
    IMAGE.error("strength", strength=1.5),
    IMAGE.error("zero-strength", strength=0.0, output_type="np"),
    IMAGE.error("solver", load=solver("DPMSolverMultistepScheduler")),
    IMAGE.error("picture-count", prompt=[*TWO, "a castle"], image=TWO_PICTURES),
    IMAGE.error("width", width=20),
    IMAGE.error("generator-count", generator=[seed(0), seed(1)]),
    IMAGE.error("no-image", image=...),
]

_INPAINTING = [
    INPAINT("plain", output_type="pil"),
    INPAINT("decoded", output_type="np"),
    INPAINT("whole-strength", strength=1.0),
    INPAINT("default-strength", strength=...),
    INPAINT("default-size", height=..., width=...),
    INPAINT("without-guidance", guidance_scale=1.0),
    INPAINT("two-prompts-two-images", prompt=TWO, **_NEGATIVES | {"negative_prompt": ["ugly", NEGATIVE]}, num_images_per_prompt=2),
    INPAINT("generator-list", prompt=TWO, image=TWO_PICTURES, mask_image=TWO_MASKS, generator=[seed(7), seed(8)]),
    INPAINT("latents", **sd3("latents")),
    INPAINT("crop", image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=5, output_type="pil"),
    INPAINT("dynamic-shifting", load=dynamic()),
    INPAINT("mu", load=dynamic(), mu=0.6),
    INPAINT("prompt-embeds-sigmas", **_ALL_EMBEDS, sigmas=[1.0, 0.7, 0.25], num_inference_steps=...),
    INPAINT("33-channels", model=INPAINTING),
    INPAINT("33-channels-whole-strength", model=INPAINTING, strength=1.0, guidance_scale=1.0),
    INPAINT("33-channels-masked-latents", model=INPAINTING, **sd3("masked_image_latents")),
    INPAINT("33-channels-latents", model=INPAINTING, **sd3("latents")),
    INPAINT.error("steps", strength=0.0),
    INPAINT.error("channels", load={"transformer": {"checkpoint": checkpoint("transformer-sd3-other-channels")}}),
    INPAINT.error("strength", strength=-0.1),
    INPAINT.error("no-mask", mask_image=...),
    INPAINT.error("picture-latents", **sd3(image="picture_latents")),
    INPAINT.error("mask-count", prompt=[*TWO, "a castle"], mask_image=TWO_MASKS),
]


_PERTURBED = [
    PAG("plain", height=24, width=40, output_type="pil"),
    PAG("layers", load=perturbed(["blocks.0", "blocks.2"]), negative_prompt=NEGATIVE),
    PAG("layers-pattern", load=perturbed("blocks.(1|2)")),
    PAG("without-guidance", guidance_scale=1.0, pag_scale=1.4),
    PAG("adaptive", pag_adaptive_scale=0.004),
    PAG("adaptive-without-guidance", pag_adaptive_scale=0.02, guidance_scale=1.0),
    PAG("off", pag_scale=0.0),
    PAG("off-without-guidance", pag_scale=0.0, guidance_scale=1.0),
    PAG("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2),
    PAG("prompt-embeds-latents-sigmas", **_ALL_EMBEDS, **_LATENTS, sigmas=[1.0, 0.7, 0.25], num_inference_steps=...),
    PAG("3.5", model=MEDIUM_3_5),
    PAG.error("second-attention", model=MEDIUM_3_5, load=perturbed("blocks.0")),
    PAG.error("layer", load=perturbed("no_such_layer")),
    PAG.error("dynamic-shifting", load=perturbed() | dynamic()),
    PAG.error("mu", mu=0.7),
    PAG_IMAGE("plain", output_type="pil"),
    PAG_IMAGE("without-guidance", guidance_scale=1.0),
    PAG_IMAGE("off", pag_scale=0.0, prompt_3=_THIRD),
    PAG_IMAGE("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, strength=0.5, load=perturbed(["blocks.0"])),
    PAG_IMAGE("picture-latents-are-resized", **sd3(image="small_latents"), height=8, width=8),
    PAG_IMAGE("latents-adaptive", **_LATENTS, pag_adaptive_scale=0.004, inert=("image",)),
    PAG_IMAGE.error("strength", strength=2.0),
    PAG_IMAGE.error("adapter-image", ip_adapter_image=picture("scene-small")),
]
_POOLED, _SHARING = net("-pooled"), net("-sharing")
_CONTROLLED = [
    CONTROL("plain", height=24, width=40, control_image=picture("scene"), output_type="pil"),
    CONTROL("pooled", load=_POOLED),
    CONTROL("sharing", load=_SHARING),
    CONTROL("sharing-without-guidance", load=_SHARING, guidance_scale=1.0),
    CONTROL("scale", controlnet_conditioning_scale=0.6, **_NEGATIVES),
    CONTROL("whole-scale", controlnet_conditioning_scale=2),
    CONTROL("scale-of-a-list", controlnet_conditioning_scale=[0.6, 0.1]),
    CONTROL("start-and-end", control_guidance_start=0.2, control_guidance_end=0.8, num_inference_steps=4),
    CONTROL("without-guidance", guidance_scale=1.0, clip_skip=1),
    CONTROL("two-prompts-two-images", prompt=TWO, control_image=TWO_PICTURES, num_images_per_prompt=2, num_inference_steps=2),
    CONTROL("one-picture-two-prompts", prompt=TWO, num_inference_steps=2),
    CONTROL("default-size", height=..., width=..., num_inference_steps=2),
    CONTROL("tensor", control_image=tensor("stable-diffusion", "centred_picture"), height=..., width=...),
    CONTROL("prompt-embeds-latents-sigmas", **_ALL_EMBEDS, **_LATENTS, sigmas=[1.0, 0.7, 0.25], num_inference_steps=...),
    CONTROL("two-nets", load=nets("", "-pooled"), control_image=TWO_PICTURES, controlnet_conditioning_scale=[0.6, 0.9], control_guidance_start=[0.0, 0.3], control_guidance_end=[0.8, 1.0]),
    CONTROL("two-nets-pooled-first", load=nets("-pooled", ""), control_image=TWO_PICTURES, controlnet_conditioning_scale=[1.0, 0.5]),
    CONTROL("3.5", model=MEDIUM_3_5, load=_SHARING, controlnet_conditioning_scale=0.8),
    CONTROL.error("two-nets-one-scale", load=nets("", "-pooled"), control_image=TWO_PICTURES, controlnet_conditioning_scale=0.5),
    CONTROL.error("pooled-projections", load=_POOLED, controlnet_pooled_projections=tensor(_BASE, "pooled_prompt_embeds")),
    CONTROL.error("height", height=20),
    CONTROL.error("dynamic-shifting", load=net() | dynamic()),
    CONTROL.error("no-picture", control_image=...),
    FILL("plain", output_type="pil"),
    FILL("without-guidance", guidance_scale=1.0),
    FILL("soft-mask-large", control_image=picture("scene"), control_mask=picture("mask-soft"), height=24, width=40),
    FILL("two-prompts-two-images", prompt=TWO, control_image=TWO_PICTURES, control_mask=TWO_MASKS, num_images_per_prompt=2, num_inference_steps=2),
    FILL("start-and-end", control_guidance_start=0.2, control_guidance_end=0.8, num_inference_steps=4, controlnet_conditioning_scale=0.7),
    FILL("prompt-embeds-sigmas", **_ALL_EMBEDS, sigmas=[1.0, 0.7, 0.25], num_inference_steps=...),
    FILL.error("two-nets", load=nets("-inpainting", "")),
    FILL.error("width", width=20),
    FILL.error("pooled-projections", controlnet_pooled_projections=tensor(_BASE, "pooled_prompt_embeds")),
]

CASES = _TEXT_TO_IMAGE + _IMAGE_TO_IMAGE + _INPAINTING + _PERTURBED + _CONTROLLED
