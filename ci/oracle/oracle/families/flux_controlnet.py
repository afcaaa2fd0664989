"""Flux with ControlNets: FluxControlNetPipeline, FluxControlNetImg2ImgPipeline, FluxControlNetInpaintPipeline."""

from diffusers import FluxControlNetModel

from ..cases import NEGATIVE, NEGATIVE_2, OTHER, TWO, TWO_MASKS, TWO_NEGATIVE, TWO_PICTURES, Table, checkpoint, picture, seed
from ..parts import derive
from ..schedulers import flow
from ..weights import randomize
from .flux.cases.common import NEGATIVE_EMBEDS, ONE_EMBED, POSITIVE, STOCHASTIC, THREE, TRUE, embeds, flux, prompt_errors
from .flux.checkpoints import SIZES, TOLD, transformer


def controlnet(key: str, gains: dict[str, float] = {}, **changes) -> FluxControlNetModel:
    """One block of each kind, where the transformer has two."""
    config = SIZES | TOLD | dict(num_layers=1, num_single_layers=1)
    usual = {
        r"^controlnet_(single_)?blocks": 2.2, r"(text|guidance)_embedder.*weight": 2.0, r"norm.*linear\.weight": 0.5, r"controlnet_mode_embedder": 12.0,
        r"add_v_proj\.weight": 3.0, r"add_k_proj\.weight": 1.5, r"input_hint_block.*weight": 1.6,
    }
    return randomize(FluxControlNetModel(**(config | changes)), key, usual | gains)


def plain(folder) -> None:
    controlnet("flux-controlnet").save_pretrained(folder)


def union(folder) -> None:
    """Like InstantX's: several kinds of pictures, no blocks of one stream."""
    controlnet("flux-controlnet-union", {r"add_v_proj\.weight": 5.0, r"norm.*linear\.weight": 0.3}, num_mode=3, num_layers=2, num_single_layers=0).save_pretrained(folder)


def single(folder) -> None:
    """No blocks of two streams, not told the guidance scale."""
    controlnet("flux-controlnet-single", guidance_embeds=False, num_layers=0, num_single_layers=2).save_pretrained(folder)


def hint(folder) -> None:
    """Like XLabs': looks at pixels, two blocks that the transformer takes in turn."""
    controlnet("flux-controlnet-hint", conditioning_embedding_channels=64, guidance_embeds=False, num_layers=2, num_single_layers=0).save_pretrained(folder)


def deep(folder) -> None:
    """Three blocks, so that the order in which residuals are taken shows."""
    model = transformer("flux-deep/transformer", num_layers=3, num_single_layers=3)
    derive(folder, "flux", {"transformer": ("diffusers", model)})


def saved(folder) -> None:
    """A checkpoint with its ControlNet inside."""
    derive(folder, "flux", {"controlnet": ("diffusers", controlnet("flux-controlnet-saved"))}, _class_name="FluxControlNetPipeline")


CHECKPOINTS = {
    "flux-controlnet": plain, "flux-controlnet-union": union, "flux-controlnet-single": single, "flux-controlnet-hint": hint, "flux-deep": deep,
    "flux-with-controlnet": saved,
}


def net(name: str = "") -> dict:
    return {"controlnet": {"checkpoint": checkpoint(f"flux-controlnet{name}")}}


def nets(*names: str) -> dict:
    return {"controlnet": [net(name)["controlnet"] for name in names]}


_CALL = dict(
    control_image=picture("scene-2"), height=16, width=24, num_inference_steps=3, guidance_scale=3.5, controlnet_conditioning_scale=0.9,
    max_sequence_length=12, output_type="latent",
)
TEXT = Table("FluxControlNetPipeline", "text-to-image", "flux", dict(
    prompt="a photo of an astronaut riding a horse", generator=seed(0), **_CALL,
), net())
IMAGE = Table("FluxControlNetImg2ImgPipeline", "image-to-image", "flux", dict(
    prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.7, generator=seed(1), **_CALL | dict(num_inference_steps=4),
), net())
INPAINT = Table("FluxControlNetInpaintPipeline", "inpainting", "flux", dict(
    prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), strength=0.8, generator=seed(2), **_CALL,
), net())
_LISTED = dict(prompt=TWO, generator=[seed(6), seed(7)], num_inference_steps=2)
_UNION = net("-union")
_BOTH = dict(load=nets("", "-union"), control_image=TWO_PICTURES, control_mode=[0, 2], controlnet_conditioning_scale=[0.9, 1.4])
_SPAN = dict(control_guidance_start=0.2, control_guidance_end=0.8, num_inference_steps=5)
_LARGE = dict(image=picture("scene-large"), mask_image=picture("mask-large"), control_image=picture("scene-large"), padding_mask_crop=5, output_type="pil")
#: What the ControlNet without modes does not look at.
_NO_MODE = ("control_mode[0]",)

_TEXT_TO_IMAGE = [
    TEXT("plain", control_image=picture("scene"), height=24, width=40, output_type="np"),
    TEXT("saved-inside", model="flux-with-controlnet", load={"controlnet": ...}, request={"task": None}),
    TEXT("default-scale-and-guidance", controlnet_conditioning_scale=..., guidance_scale=...),
    TEXT("scale-list", controlnet_conditioning_scale=[0.7, 0.2], inert=("controlnet_conditioning_scale[1]",)),
    TEXT("integer-guidance", guidance_scale=3, prompt_2=OTHER),
    TEXT("schnell", model="flux-schnell", output_type="np"),
    TEXT("schnell-single-blocks", model="flux-schnell", load=net("-single"), inert=("guidance_scale",)),
    TEXT("single-blocks", load=net("-single")),
    TEXT("true-guidance", **TRUE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    TEXT("true-guidance-embeds", true_cfg_scale=3.0, **NEGATIVE_EMBEDS, inert=("true_cfg_scale", *NEGATIVE_EMBEDS)),
    TEXT("true-guidance-of-1", negative_prompt=NEGATIVE, inert=("negative_prompt",)),
    TEXT("mode-without-union", control_mode=1, inert=("control_mode",)),
    TEXT("deep", model="flux-deep", num_inference_steps=2),
    TEXT("deep-union", model="flux-deep", load=_UNION, control_mode=0, num_inference_steps=2),
    TEXT("deep-hint", model="flux-deep", load=net("-hint"), num_inference_steps=2),
    TEXT("union", load=_UNION, control_mode=2),
    TEXT("union-two-prompts", load=_UNION, control_mode=1, prompt=TWO, **TRUE | dict(negative_prompt=TWO_NEGATIVE), num_images_per_prompt=2, num_inference_steps=2),
    TEXT("hint", load=net("-hint"), **TRUE, output_type="pil"),
    TEXT("hint-two-prompts", load=net("-hint"), prompt=TWO, control_mode=1, num_inference_steps=2, inert=("control_mode",)),
    TEXT("start-and-end", **_SPAN),
    TEXT("start-list", control_guidance_start=[0.3], num_inference_steps=4),
    TEXT("end-list", control_guidance_end=[0.8, 0.1], num_inference_steps=4),
    TEXT("two-nets", **_BOTH, inert=_NO_MODE),
    TEXT("two-nets-start-and-end", **_BOTH, control_guidance_start=[0.0, 0.3], control_guidance_end=[0.7, 1.0], num_inference_steps=4, inert=_NO_MODE),
    TEXT("two-nets-union-first", **_BOTH | dict(load=nets("-union", ""), control_mode=[2, 0]), inert=("control_mode[1]",)),
    TEXT("two-nets-one-mode", **_BOTH | dict(control_mode=1)),
    TEXT("two-nets-without-mode", **_BOTH | dict(load=nets("", ""), control_mode=...)),
    TEXT("two-nets-no-first-mode", **_BOTH | dict(control_mode=[None, 1]), prompt=TWO, num_inference_steps=2),
    TEXT("two-nets-one-scale-in-list", **_BOTH | dict(controlnet_conditioning_scale=[0.9]), inert=("control_mode[0]", "control_mode[1]", "control_image[1]")),
    TEXT("one-net-in-list", load=nets(""), control_image=[picture("scene-2")], controlnet_conditioning_scale=[0.8]),
    TEXT("one-net-two-pictures", **_BOTH | dict(load=nets("-union")), control_guidance_start=[0.0, 0.0]),
    TEXT("one-net-two-pictures-one-span", **_BOTH | dict(load=nets("-union")), inert=("control_image[1]", "control_mode[1]", "controlnet_conditioning_scale[1]")),
    TEXT("two-hints", **_BOTH | dict(load=nets("-hint", "-hint"), control_mode=...)),
    TEXT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, output_type="pil"),
    TEXT("two-controls", prompt=TWO, control_image=TWO_PICTURES, num_inference_steps=2),
    TEXT("generator-list", **_LISTED),
    TEXT("latents", latents=flux("latents")),
    TEXT("prompt-embeds", **POSITIVE),
    TEXT("sigmas", sigmas=[0.95, 0.6, 0.25], num_inference_steps=...),
    TEXT("stochastic", **STOCHASTIC),
    TEXT("static-shift", load=flow(use_dynamic_shifting=False, shift=2.0)),
    TEXT("odd-size", height=19, width=29, output_type="np"),
    TEXT("control-tensor-sets-size", control_image=flux("control_picture"), height=24, width=40, output_type="pt"),
    TEXT("default-height", height=..., width=8, num_inference_steps=1),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", image=picture("scene"), control_image=picture("scene-large"), height=24, width=40, output_type="np"),
    IMAGE("default-strength", strength=..., num_inference_steps=5),
    IMAGE("full-strength", strength=1.0, inert=("image",)),
    IMAGE("prompt-2", prompt_2=OTHER, output_type="pil"),
    IMAGE("schnell", model="flux-schnell"),
    IMAGE("union", load=_UNION, control_mode=2),
    IMAGE("union-two-prompts", load=_UNION, control_mode=[2, 0], prompt=TWO),
    IMAGE("mode-without-union", control_mode=1, prompt=TWO, inert=("control_mode",)),
    IMAGE("hint", load=net("-hint")),
    IMAGE("start-and-end", **_SPAN | dict(strength=1.0), inert=("image",)),
    IMAGE("start-of-cut-schedule", control_guidance_start=0.4, num_inference_steps=5, strength=0.75),
    IMAGE("two-nets", **_BOTH, inert=_NO_MODE),
    IMAGE("two-nets-start-and-end", **_BOTH, control_guidance_start=[0.0, 0.3], control_guidance_end=[0.7, 1.0], inert=_NO_MODE),
    IMAGE("two-nets-no-first-mode", **_BOTH | dict(control_mode=[None, 1], controlnet_conditioning_scale=[0.9, 2.0])),
    IMAGE("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, output_type="pil"),
    IMAGE("two-pictures", prompt=TWO, image=TWO_PICTURES, control_image=TWO_PICTURES[::-1]),
    IMAGE("generator-list", **_LISTED | {"num_inference_steps": 4}),
    IMAGE("latents", latents=flux("latents"), inert=("image",)),
    IMAGE("prompt-embeds", **POSITIVE),
    IMAGE("sigmas", sigmas=[0.95, 0.7, 0.45, 0.2], num_inference_steps=...),
    IMAGE("stochastic", **STOCHASTIC, strength=0.5),
    IMAGE("odd-size", height=19, width=29, output_type="np"),
    # Upstream warns of sizes that are no multiples of 4 here, and takes multiples of 8.
    IMAGE("half-token-size", height=20, width=28),
    IMAGE("picture-tensor", image=flux("control_picture")),
]
_INPAINTING = [
    INPAINT("plain", image=picture("scene"), mask_image=picture("mask"), control_image=picture("scene-large"), height=24, width=40, output_type="np"),
    INPAINT("default-strength", strength=..., num_inference_steps=5),
    INPAINT("full-strength", strength=1.0),
    INPAINT("prompt-2", prompt_2=OTHER),
    INPAINT("schnell", model="flux-schnell"),
    INPAINT("soft-mask", mask_image=picture("mask-soft")),
    INPAINT("integer-guidance", guidance_scale=3),
    INPAINT("union", load=_UNION, control_mode=1),
    INPAINT("union-two-prompts", load=_UNION, control_mode=[2, 0], prompt=TWO),
    INPAINT("hint", load=net("-hint")),
    INPAINT("start-and-end", **_SPAN | dict(strength=1.0)),
    INPAINT("two-nets", **_BOTH, inert=_NO_MODE),
    INPAINT("two-nets-start-and-end", **_BOTH, control_guidance_start=[0.0, 0.3], control_guidance_end=[0.7, 1.0], num_inference_steps=4, strength=0.9, inert=_NO_MODE),
    INPAINT("crop", **_LARGE),
    INPAINT("masked-latents", masked_image_latents=flux("masked_image_latents"), inert=("masked_image_latents",)),
    INPAINT("latents", latents=flux("unpacked_latents")),
    INPAINT("packed-latents", latents=flux("latents")),
    INPAINT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, output_type="pil"),
    INPAINT("two-pictures", prompt=TWO, image=TWO_PICTURES, mask_image=TWO_MASKS, control_image=TWO_PICTURES[::-1]),
    INPAINT("generator-list", **_LISTED | {"num_inference_steps": 3}),
    INPAINT("prompt-embeds", **POSITIVE),
    INPAINT("sigmas", sigmas=[0.95, 0.6, 0.25], num_inference_steps=...),
    INPAINT("stochastic", **STOCHASTIC),
    INPAINT("odd-size", image=picture("scene-odd"), mask_image=picture("mask-odd"), height=19, width=29, output_type="np"),
]
_ERRORS = [
    *prompt_errors(TEXT),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["control_image", "image"]),
    TEXT.error("embeds-shape", **POSITIVE, **NEGATIVE_EMBEDS | {"negative_prompt_embeds": flux("longer_embeds")}),
    TEXT.error("generator-count", **_LISTED | {"generator": [seed(1)]}),
    TEXT.error("no-control", control_image=...),
    TEXT.error("control-count", prompt=THREE, control_image=TWO_PICTURES),
    TEXT.error("control-latents", control_image=flux("control_latents")),
    TEXT.error("union-without-mode", load=_UNION),
    TEXT.error("union-mode-too-large", load=_UNION, control_mode=3),
    TEXT.error("mode-list", load=_UNION, control_mode=[1]),
    TEXT.error("two-nets-three-modes", **_BOTH | dict(control_mode=[0, 1, 2])),
    TEXT.error("two-nets-no-mode", **_BOTH | dict(control_mode=...)),
    TEXT.error("two-nets-one-scale", **_BOTH | dict(controlnet_conditioning_scale=0.9)),
    TEXT.error("two-nets-no-control", **_BOTH | dict(control_image=...)),
    TEXT.error("two-nets-guidance", **_BOTH | dict(load=nets("", "-single"))),
    TEXT.error("two-nets-no-guidance", **_BOTH | dict(load=nets("-single", ""))),
    TEXT.error("hint-size", load=net("-hint"), control_image=flux("picture_latents")),
    TEXT.error("latents-size", latents=flux("latents"), height=24),
    IMAGE.error("true-guidance", true_cfg_scale=3.0),
    IMAGE.error("strength", strength=1.2),
    IMAGE.error("no-steps-left", strength=0.0),
    IMAGE.error("no-image", image=...),
    IMAGE.error("prompt-2-and-embeds", prompt=..., prompt_2=OTHER, prompt_embeds=ONE_EMBED),
    IMAGE.error("no-pooled-embeds", **embeds("prompt_embeds")),
    IMAGE.error("union-two-prompts-one-mode", load=_UNION, control_mode=1, prompt=TWO),
    IMAGE.error("two-nets-no-mode", **_BOTH | dict(control_mode=...)),
    IMAGE.error("two-nets-one-mode", **_BOTH | dict(control_mode=1)),
    IMAGE.error("picture-count", prompt=THREE, image=TWO_PICTURES),
    IMAGE.error("generator-count", **_LISTED | {"generator": [seed(1)]}),
    IMAGE.error("control-size", control_image=flux("control_picture"), height=24, width=40),
    INPAINT.error("strength", strength=-0.1),
    INPAINT.error("no-steps-left", strength=0.0),
    INPAINT.error("crop-picture-type", **_LARGE | {"image": flux("picture_latents")}),
    INPAINT.error("crop-mask-type", **_LARGE | {"mask_image": flux("picture_latents")}),
    INPAINT.error("crop-output-type", **_LARGE | {"output_type": "np"}),
    INPAINT.error("mask-count", prompt=THREE, mask_image=TWO_MASKS),
    INPAINT.error("picture-count", prompt=THREE, image=TWO_PICTURES, mask_image=picture("mask-small")),
    INPAINT.error("two-nets-no-mode", **_BOTH | dict(control_mode=...)),
    INPAINT.error("control-size", control_image=flux("control_picture"), height=24, width=40),
    INPAINT.error("sequence-too-long", max_sequence_length=513),
]
CASES = [*_TEXT_TO_IMAGE, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
