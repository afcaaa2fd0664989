"""The cases of FluxKontextPipeline and FluxKontextInpaintPipeline.

Both resize pictures to about a megapixel unless `_auto_resize` is false, and FluxKontextPipeline its own to `max_area`.
"""

from ....cases import NEGATIVE_2, OTHER, TWO, TWO_MASKS, TWO_NEGATIVE, TWO_PICTURES, Table, picture, seed
from .common import LONG, NEGATIVE_EMBEDS, ONE_EMBED, POSITIVE, STOCHASTIC, THREE, TRUE, embeds, flux

_CALL = dict(_auto_resize=False, num_inference_steps=3, guidance_scale=3.5, max_sequence_length=12, output_type="latent")
_SIZE = dict(height=16, width=24, max_area=16 * 24)
TEXT = Table("FluxKontextPipeline", "text-to-image", "flux-kontext", dict(prompt="a photo of an astronaut", generator=seed(0), **_CALL | _SIZE))
IMAGE = Table("FluxKontextPipeline", "image-to-image", "flux-kontext", dict(
    prompt="make it a painting of a red fox", image=picture("scene-small"), generator=seed(1), **_CALL | _SIZE,
))
INPAINT = Table("FluxKontextInpaintPipeline", None, "flux-kontext-inpainting", dict(
    prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), strength=0.8, generator=seed(2), **_CALL,
))
_CROP = dict(image=picture("scene"), mask_image=picture("mask"), padding_mask_crop=3, output_type="pil")

_TEXT_TO_IMAGE = [
    TEXT("text", output_type="np"),
    TEXT("text-true-guidance", **TRUE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    TEXT("text-adjusted-size", height=30, width=17, max_area=500),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", image=picture("scene"), output_type="np"),
    IMAGE("adjusted-size", height=20, width=50, max_area=900, image=picture("scene-odd"), output_type="pil"),
    IMAGE("prompt-2", prompt_2=OTHER),
    IMAGE("long-prompt", prompt=LONG),
    IMAGE("true-guidance", **TRUE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    IMAGE("true-guidance-embeds", true_cfg_scale=3.0, **NEGATIVE_EMBEDS),
    IMAGE("picture-latents", image=flux("picture_latents")),
    IMAGE("picture-tensor", image=flux("control_picture")),
    IMAGE("latents", latents=flux("latents"), generator=...),
    IMAGE("two-pictures", prompt=TWO, image=TWO_PICTURES),
    IMAGE("two-prompts-two-images", prompt=TWO, **TRUE | dict(negative_prompt=TWO_NEGATIVE), num_images_per_prompt=2, num_inference_steps=1, output_type="pil"),
    IMAGE("generator-list", prompt=TWO, image=TWO_PICTURES, generator=[seed(6), seed(7)], num_inference_steps=2),
    IMAGE("prompt-embeds", **POSITIVE),
    IMAGE("sigmas", sigmas=[0.95, 0.6, 0.25], num_inference_steps=...),
    IMAGE("stochastic", **STOCHASTIC),
]
_INPAINTING = [
    INPAINT("plain", image=picture("scene"), mask_image=picture("mask"), output_type="np"),
    INPAINT("default-strength", strength=...),
    INPAINT("size", **_SIZE, inert=("max_area",)),
    INPAINT("reference", image_reference=picture("scene-2")),
    INPAINT("reference-of-other-size", image_reference=picture("scene"), output_type="np"),
    INPAINT("reference-latents", image_reference=flux("picture_latents"), inert=("image_reference",)),
    INPAINT("true-guidance", **TRUE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    INPAINT("true-guidance-embeds", true_cfg_scale=3.0, **NEGATIVE_EMBEDS),
    INPAINT("soft-mask", mask_image=picture("mask-soft")),
    INPAINT("picture-tensor", image=flux("control_picture")),
    INPAINT("latents", latents=flux("unpacked_latents"), inert=("generator",)),
    INPAINT("packed-latents", latents=flux("latents"), inert=("generator",)),
    INPAINT("crop", **_CROP),
    INPAINT("crop-reference", **_CROP, image_reference=picture("scene-2")),
    INPAINT("two-pictures", prompt=TWO, image=TWO_PICTURES, mask_image=TWO_MASKS, image_reference=TWO_PICTURES[::-1]),
    INPAINT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, strength=0.6, output_type="pil"),
    INPAINT("generator-list", prompt=TWO, image=TWO_PICTURES, generator=[seed(6), seed(7)]),
    INPAINT("prompt-embeds", **POSITIVE),
]
_ERRORS = [
    IMAGE.error("callback-tensors", callback_on_step_end_tensor_inputs=["image"]),
    IMAGE.error("prompt-and-embeds", prompt_embeds=ONE_EMBED),
    IMAGE.error("no-negative-pooled-embeds", negative_prompt_embeds=flux("negative_prompt_embeds")),
    IMAGE.error("sequence-too-long", max_sequence_length=513),
    IMAGE.error("picture-count", prompt=THREE, image=TWO_PICTURES),
    IMAGE.error("more-pictures", image=TWO_PICTURES),
    IMAGE.error("generator-count", prompt=TWO, generator=[seed(1)]),
    # The shape in the message is the size chosen.
    IMAGE.error("auto-resize", image=picture("scene-rgba"), _auto_resize=...),
    IMAGE.error("auto-resize-tall", image=flux("tall_picture"), _auto_resize=...),
    INPAINT.error("strength", strength=1.5),
    INPAINT.error("no-steps-left", strength=0.0),
    INPAINT.error("no-image", image=..., image_reference=picture("scene-2")),
    INPAINT.error("picture-latents", image=flux("picture_latents")),
    INPAINT.error("no-pooled-embeds", **embeds("prompt_embeds")),
    INPAINT.error("embeds-shape", **POSITIVE, **NEGATIVE_EMBEDS | {"negative_prompt_embeds": flux("longer_embeds")}),
    INPAINT.error("crop-output-type", **_CROP | {"output_type": "np"}),
    INPAINT.error("reference-count", prompt=THREE, image_reference=TWO_PICTURES),
    INPAINT.error("auto-resize", image=picture("scene-rgba"), _auto_resize=...),
]
CASES = [*_TEXT_TO_IMAGE, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
