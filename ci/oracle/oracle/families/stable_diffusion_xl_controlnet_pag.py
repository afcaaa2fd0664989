"""Stable Diffusion XL with ControlNets and perturbed-attention guidance: text to image, image to image."""

from ..cases import FREEU, NEGATIVE, TWO, TWO_PICTURES, Table, after, picture, seed
from ..schedulers import ddim
from . import stable_diffusion_xl_controlnet as control
from .stable_diffusion_xl import cases as xl

CHECKPOINTS = {}
_PAG = dict(pag_scale=2.5)
TEXT = Table("StableDiffusionXLControlNetPAGPipeline", "text-to-image", "stable-diffusion-xl", control.TEXT.call | _PAG | dict(generator=seed(50)))
IMAGE = Table("StableDiffusionXLControlNetPAGImg2ImgPipeline", "image-to-image", "stable-diffusion-xl", control.IMAGE.call | _PAG | dict(generator=seed(51)))


def pag(*names: str, layers=None, **options) -> dict:
    return control.nets(*names, enable_pag=True, **options, **({} if layers is None else {"pag_applied_layers": layers}))


_BOTH = pag("", "-bgr")

CASES = [
    TEXT("plain", **pag(), image=picture("scene"), output_type="pil"),
    TEXT("layers", **pag(layers=["down_blocks.1", "mid"]), negative_prompt=NEGATIVE),
    TEXT("without-guidance-adaptive", **pag(), guidance_scale=1.0, pag_adaptive_scale=0.003),
    TEXT("off-start-and-end", **pag(**ddim()), pag_scale=0.0, controlnet_conditioning_scale=1.5, control_guidance_start=0.1, control_guidance_end=0.8, num_inference_steps=4),
    TEXT("two-nets", **_BOTH, image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 1.4]),
    TEXT("global-pool", **pag("-pooled")),
    TEXT("sizes-two-prompts-two-images", **pag(), prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, **xl.SIZES, **xl.NEGATIVE_SIZES),
    IMAGE("plain", **pag(), output_type="pil"),
    IMAGE("without-guidance", **pag(), guidance_scale=1.0),
    IMAGE("guess-mode-ignored", **pag(), guess_mode=True, inert=("guess_mode",)),
    IMAGE("sizes-adaptive", **pag(layers="up_blocks.0"), pag_adaptive_scale=0.003, **xl.SIZES, negative_original_size=[20, 33], negative_target_size=[28, 50]),
    IMAGE("off-two-nets", **_BOTH, pag_scale=0.0, control_image=TWO_PICTURES, controlnet_conditioning_scale=[0.9, 0.8]),
    IMAGE("two-prompts-two-images", **pag(), prompt=TWO, num_images_per_prompt=2, num_inference_steps=3),
    IMAGE("refiner", **pag("-refiner"), model=xl.REFINER, original_size=[24, 40], aesthetic_score=7.5, negative_aesthetic_score=1.5, output_type="np"),
    TEXT.error("guess-mode", **pag(), guess_mode=True),
    TEXT.error("scale-type", **pag(), controlnet_conditioning_scale=1),
    IMAGE.error("layer", **pag(layers=["no_such_layer"])),
    *[after(table("freeu", **pag()), FREEU) for table in (TEXT, IMAGE)],
]
