"""Stable Diffusion XL with union ControlNets: text to image, image to image, inpainting."""

from diffusers import ControlNetUnionModel

from ..cases import NEGATIVE, TWO, TWO_PICTURES, Table, checkpoint, picture, seed
from ..parts import derive
from ..schedulers import ddim, ddpm
from .stable_diffusion_xl import cases as xl
from .stable_diffusion_xl_controlnet import xl_net

SAVED, SAVED_LIST = "stable-diffusion-xl-controlnet-union", "stable-diffusion-xl-controlnet-union-saved-list"


def _net(key: str, ids: int = 6, **changes):
    config = dict(num_trans_channel=8, num_proj_channel=8, num_trans_head=2, num_trans_layer=2)
    gains = {
        r"task_embedding": 4.0, r"spatial_ch_projs": 3.0, r"control_add_embedding": 2.0, r"^controlnet_(down|mid)": 2.5,
        r"cond_embedding\.conv_out": 5.0,
    }
    return xl_net(key, ids, model=ControlNetUnionModel, gains=gains, **(config | changes))


def plain(folder) -> None:
    _net("controlnet-xl-union").save_pretrained(folder)


def eight(folder) -> None:
    """Eight kinds, more heads, one layer."""
    _net("controlnet-xl-union-eight", num_control_type=8, num_trans_head=4, num_trans_layer=1, transformer_layers_per_block=1).save_pretrained(folder)


def pooled(folder) -> None:
    _net("controlnet-xl-union-pooled", global_pool_conditions=True, transformer_layers_per_block=1).save_pretrained(folder)


def refiner(folder) -> None:
    """Fits the refiner."""
    _net("controlnet-xl-union-refiner", 5, cross_attention_dim=16, transformer_layers_per_block=1).save_pretrained(folder)


def saved(folder) -> None:
    """A checkpoint with its ControlNet inside."""
    links = {"controlnet": "controlnet-xl-union"}
    derive(folder, _BASE, {}, links=links, _class_name=TEXT.pipeline, controlnet=["diffusers", "ControlNetUnionModel"])


def listed(table: Table):
    """A checkpoint whose ControlNets have to be passed: only so can there be several."""
    return lambda folder: derive(folder, _BASE, {}, _class_name=table.pipeline)


def saved_list(folder) -> None:
    """What saving a pipeline with two ControlNets leaves, which diffusers does not load again."""
    links = {"controlnet": "controlnet-xl-union", "controlnet_1": "controlnet-xl-union-eight"}
    derive(folder, _BASE, {}, links=links, _class_name=TEXT.pipeline, controlnet=["diffusers", "MultiControlNetUnionModel"])


CHECKPOINTS = {
    "controlnet-xl-union": plain, "controlnet-xl-union-eight": eight, "controlnet-xl-union-pooled": pooled,
    "controlnet-xl-union-refiner": refiner, SAVED: saved, SAVED_LIST: saved_list,
}


def net(name: str = "") -> dict:
    return {"controlnet": {"checkpoint": checkpoint(f"controlnet-xl-union{name}")}}


def with_two_nets(table: Table) -> Table:
    """The table for two ControlNets. They are passed as a list, for which AutoPipeline takes an ordinary class: the checkpoint has to name the class."""
    call = table.call | dict(control_image=TWO_PICTURES, control_mode=[0, 6])
    return Table(table.pipeline, table.task, f"{SAVED}-listed-{table.task}", call, _TWO_NETS, {"task": None})


_BASE = "stable-diffusion-xl"
_TWO_NETS = {"controlnet": [net(name)["controlnet"] for name in ("", "-eight")]}
_ONE = dict(control_image=[picture("scene-2")], control_mode=[1], controlnet_conditioning_scale=0.9)
TEXT = Table("StableDiffusionXLControlNetUnionPipeline", "text-to-image", _BASE, xl.TEXT.call | _ONE | dict(
    height=..., width=..., control_image=[picture("scene-small")], generator=seed(50),
), net())
IMAGE = Table("StableDiffusionXLControlNetUnionImg2ImgPipeline", "image-to-image", _BASE, xl.IMAGE.call | _ONE | dict(generator=seed(51)), net())
INPAINT = Table("StableDiffusionXLControlNetUnionInpaintPipeline", "inpainting", _BASE, xl.INPAINT.call | _ONE | dict(generator=seed(52)), net())
TWO_TEXT, TWO_IMAGE, TWO_INPAINT = map(with_two_nets, (TEXT, IMAGE, INPAINT))
CHECKPOINTS |= {table.model: listed(table) for table in (TWO_TEXT, TWO_IMAGE, TWO_INPAINT)}
_PAIR = dict(control_image=TWO_PICTURES, control_mode=[0, 3])
_LARGE = dict(image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=3)
_UNGUIDED = dict(guidance_scale=1.0)

_TEXT_TO_IMAGE = [
    TEXT("plain", control_image=picture("scene"), control_mode=2, controlnet_conditioning_scale=..., output_type="pil"),
    TEXT("saved-inside", model=SAVED, load={"controlnet": ...}),
    TEXT("pipeline-of-checkpoint", model=SAVED, load={"controlnet": ...}, request={"task": None}, num_inference_steps=2),
    TEXT("size-negative-prompt", negative_prompt=NEGATIVE, prompt_2="oil on canvas", height=24, width=16),
    TEXT("two-pictures", **_PAIR),
    TEXT("two-pictures-scales-spans", load=net() | ddim(), **_PAIR | dict(controlnet_conditioning_scale=[0.9, 1.4]), control_guidance_start=[0.0, 0.3], control_guidance_end=[0.8, 1.0], num_inference_steps=4),
    TEXT("one-kind-twice", control_image=TWO_PICTURES, control_mode=[2, 2]),
    TEXT("fewer-scales", **_PAIR | dict(controlnet_conditioning_scale=[0.9]), inert=("control_image[1]",)),
    TEXT("fewer-spans", **_PAIR, control_guidance_end=[0.7], inert=("control_image[1]",)),
    TEXT("start-and-end", load=net() | ddim(), control_guidance_start=0.2, control_guidance_end=0.8, controlnet_conditioning_scale=1.5, num_inference_steps=4),
    TEXT("without-guidance", **_UNGUIDED),
    TEXT("guess-mode", guess_mode=True, **_UNGUIDED),
    TEXT("guess-mode-two-pictures", guess_mode=True, **_UNGUIDED, **_PAIR, num_inference_steps=2),
    TEXT("global-pool", load=net("-pooled"), **_UNGUIDED),
    TEXT("guidance-embedding", load=net() | xl.GUIDED_UNET, clip_skip=1),
    TEXT("embeds-latents", **xl.ALL_EMBEDS, latents=xl.sd("latents"), generator=...),
    TEXT("two-prompts-two-images", prompt=TWO, control_image=[TWO_PICTURES, picture("scene-2")], control_mode=[0, 3], num_images_per_prompt=2, num_inference_steps=2, **xl.SIZES, **xl.NEGATIVE_SIZES),
    TEXT("denoising-end", denoising_end=0.6, control_guidance_end=0.5, num_inference_steps=5),
    TEXT("timesteps", load=net() | ddpm(), timesteps=[961, 505, 120], num_inference_steps=...),
    TEXT("sigmas", sigmas=[13.5, 4.25, 0.75], num_inference_steps=..., output_type="np"),
    TEXT("ddim-eta", load=net() | ddim(), eta=0.6),
    TWO_TEXT("two-nets", load=_TWO_NETS | ddim(), control_mode=[1, 6], controlnet_conditioning_scale=[0.9, 4.5], control_guidance_start=[0.0, 0.3], control_guidance_end=[0.8, 1.0]),
    TWO_TEXT("two-nets-one-of-scale-0", control_mode=[1, 6], controlnet_conditioning_scale=[0.0, 1.2], inert=("control_image[0]", "control_mode[0]")),
    TWO_TEXT("two-nets-two-prompts", prompt=TWO, control_image=[TWO_PICTURES, picture("scene-2")], control_mode=[1, 6], num_inference_steps=2),
    TWO_TEXT("two-nets-guess-mode", **_UNGUIDED, guess_mode=True, controlnet_conditioning_scale=[1.2, 2.2]),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", controlnet_conditioning_scale=..., output_type="pil"),
    IMAGE("saved-inside", model=SAVED, load={"controlnet": ...}, prompt_2="oil on canvas", negative_prompt=NEGATIVE, negative_prompt_2="text"),
    IMAGE("two-pictures-start-end-size", control_image=[picture("scene-odd"), picture("scene-2")], control_mode=[4, 0], control_guidance_start=0.1, control_guidance_end=0.9, num_inference_steps=10, image=picture("scene"), height=16, width=32),
    IMAGE("more-kinds-than-pictures", control_mode=[4, 0]),
    IMAGE("without-guidance", **_UNGUIDED, clip_skip=1),
    IMAGE("guess-mode-sizes", load=net("-eight"), guess_mode=True, **_UNGUIDED, **xl.SIZES),
    IMAGE("sizes", **xl.SIZES, negative_original_size=[20, 33], negative_target_size=[28, 50]),
    IMAGE("global-pool", load=net("-pooled"), **_UNGUIDED),
    IMAGE("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=3),
    IMAGE("refiner", load=net("-refiner"), model=xl.REFINER, aesthetic_score=7.5, negative_aesthetic_score=1.5, negative_crops_coords_top_left=[3, 9], output_type="np"),
    IMAGE("guidance-embedding", load=net() | xl.GUIDED_UNET),
    IMAGE("latents", latents=xl.sd("latents"), generator=..., inert=("image",)),
    IMAGE("embeds", **xl.ALL_EMBEDS),
    IMAGE("ddim-eta", load=net() | ddim(), eta=0.6),
    TWO_IMAGE("two-nets", controlnet_conditioning_scale=[0.9, 1.6], control_guidance_end=0.6),
    TWO_IMAGE("two-nets-fewer-kinds", control_mode=5, inert=("control_image[1]",)),
]
_INPAINTING = [
    INPAINT("plain", controlnet_conditioning_scale=..., output_type="pil"),
    INPAINT("saved-inside", model=SAVED, load={"controlnet": ...}, prompt_2="oil on canvas", negative_prompt=NEGATIVE, negative_prompt_2="text"),
    INPAINT("full-strength-own-size", strength=1.0, height=..., width=..., mask_image=picture("mask-odd"), control_mode=5),
    INPAINT("without-guidance", **_UNGUIDED, clip_skip=1),
    INPAINT("guess-mode", guess_mode=True, **_UNGUIDED),
    INPAINT("rescale-sizes", guidance_rescale=0.6, **xl.SIZES),
    INPAINT("global-pool", load=net("-pooled")),
    INPAINT("two-pictures", **_PAIR | dict(controlnet_conditioning_scale=0.8), control_guidance_start=0.1, control_guidance_end=[0.8, 1.0], num_inference_steps=6),
    TWO_INPAINT("two-nets", controlnet_conditioning_scale=[0.9, 2.5], control_guidance_end=0.6),
    INPAINT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2),
    INPAINT("denoising-start-and-end", denoising_start=0.35, denoising_end=0.65, control_guidance_end=0.6, num_inference_steps=6, inert=("strength",)),
    INPAINT("latents-eta", load=net() | ddim(), latents=xl.sd("latents"), eta=0.6),
    INPAINT("embeds", **xl.ALL_EMBEDS),
    INPAINT("normalised-latents", load=net() | xl.NORMALISING_VAE, output_type="np"),
    INPAINT("refiner", load=net("-refiner"), model="stable-diffusion-xl-refiner-inpainting", aesthetic_score=7.5, negative_aesthetic_score=1.5),
]
_ERRORS = [
    TEXT.error("guess-mode", guess_mode=True),
    TEXT.error("global-pool", load=net("-pooled")),
    TEXT.error("kind-too-high", control_mode=[6]),
    TWO_TEXT.error("kind-too-high-of-two-nets", control_mode=[6, 7]),
    TEXT.error("kind-negative", control_mode=-1),
    TWO_TEXT.error("kind-negative-of-two-nets", control_mode=[5, -9]),
    TEXT.error("kind-fraction", control_mode=1.5),
    TEXT.error("kind-word", control_mode="canny"),
    TEXT.error("kinds-mixed", control_image=TWO_PICTURES, control_mode=[1, "canny"]),
    TEXT.error("kinds-none", control_mode=[]),
    TWO_TEXT.error("kinds-nested", control_mode=[[1], [2]]),
    TEXT.error("no-kind", control_mode=...),
    TWO_TEXT.error("no-kind-of-two", control_mode=...),
    TEXT.error("kind-count", control_mode=[1, 2]),
    TWO_TEXT.error("kind-count-of-two-nets", control_mode=[1]),
    TEXT.error("no-picture", control_image=...),
    TEXT.error("picture-word", control_image=["canny"]),
    TEXT.error("picture-count", prompt=TWO, control_image=[[*TWO_PICTURES, picture("scene")]]),
    TWO_TEXT.error("picture-count-of-two-nets", control_image=[picture("scene-2")]),
    TEXT.error("picture-sizes", control_image=[picture("scene-small"), picture("scene")], control_mode=[0, 3]),
    TEXT.error("scale-type", controlnet_conditioning_scale=1),
    TEXT.error("scale-nested", controlnet_conditioning_scale=[[1.0]]),
    TWO_TEXT.error("scale-nested-of-two-nets", controlnet_conditioning_scale=[[1.0], [0.5]]),
    TEXT.error("scale-none", controlnet_conditioning_scale=[]),
    TEXT.error("span-counts", control_guidance_start=[0.0], control_guidance_end=[0.5, 1.0]),
    TWO_TEXT.error("span-count-of-two-nets", control_guidance_start=[0.0]),
    TEXT.error("start-after-end", control_guidance_start=0.8, control_guidance_end=0.5),
    TEXT.error("start-negative", control_guidance_start=-0.1),
    TEXT.error("end-beyond", control_guidance_end=1.5),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["latents", "negative_prompt_embeds"]),
    TEXT.error("callback-steps", callback_steps=2),
    TEXT.error("no-pooled-embeds", **xl.xl("prompt_embeds")),
    TEXT.error("saved-list", model=SAVED_LIST, load={"controlnet": ...}),
    TWO_TEXT.error("list-for-the-ordinary-class", model=_BASE, request={"task": TEXT.task}, image=TWO_PICTURES, control_image=..., control_mode=...),
    TWO_TEXT.error("list-for-auto-pipeline", request={"task": TEXT.task}),
    IMAGE.error("strength", strength=1.2),
    IMAGE.error("guess-mode", guess_mode=True),
    IMAGE.error("start-after-end", control_guidance_start=0.8, control_guidance_end=0.5),
    TWO_IMAGE.error("span-counts-of-two-nets", control_guidance_start=[0.0], control_guidance_end=[0.5, 1.0]),
    TWO_IMAGE.error("scale-nested-of-two-nets", controlnet_conditioning_scale=[[1.0], [0.5]]),
    IMAGE.error("kind-too-high", control_mode=[6]),
    INPAINT.error("9-channels", model=xl.NINE),
    INPAINT.error("guess-mode", guess_mode=True),
    INPAINT.error("kind-count", control_mode=[1, 2]),
    INPAINT.error("start-negative", control_guidance_start=-0.1),
    TWO_INPAINT.error("span-counts-of-two-nets", control_guidance_start=[0.0], control_guidance_end=[0.5, 1.0]),
    INPAINT.error("crop", **_LARGE, control_image=picture("scene-large"), output_type="pil"),
    INPAINT.error("strength-too-small", strength=0.2),
    INPAINT.error("callback-tensors", callback_on_step_end_tensor_inputs=["latents", "negative_prompt_embeds"]),
]
CASES = [*_TEXT_TO_IMAGE, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
