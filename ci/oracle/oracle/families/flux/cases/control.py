"""The cases of FluxControlPipeline, FluxControlImg2ImgPipeline and FluxControlInpaintPipeline."""

from ....cases import OTHER, TWO, TWO_MASKS, TWO_PICTURES, Table, picture, seed
from .common import LONG, ONE_EMBED, POSITIVE, STOCHASTIC, THREE, embeds, flux

_CALL = dict(
    control_image=picture("scene-2"), height=16, width=24, num_inference_steps=3, guidance_scale=3.5, max_sequence_length=12, output_type="latent",
)
TEXT = Table("FluxControlPipeline", "text-to-image", "flux-control", dict(
    prompt="a photo of an astronaut riding a horse", generator=seed(0), **_CALL,
))
IMAGE = Table("FluxControlImg2ImgPipeline", "image-to-image", "flux-control", dict(
    prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.6, generator=seed(1), **_CALL,
))
INPAINT = Table("FluxControlInpaintPipeline", "inpainting", "flux-control", dict(
    prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), strength=0.8, generator=seed(2), **_CALL,
))
_LISTED = dict(prompt=TWO, generator=[seed(6), seed(7)], num_inference_steps=2)

_TEXT_TO_IMAGE = [
    TEXT("plain", control_image=picture("scene"), height=24, width=40, output_type="np"),
    TEXT("prompt-2", prompt_2=OTHER),
    TEXT("long-prompt", prompt=LONG),
    TEXT("control-of-other-size", control_image=picture("scene-odd")),
    TEXT("control-tensor", control_image=flux("control_picture")),
    TEXT("control-latents", control_image=flux("control_latents")),
    TEXT("two-controls", prompt=TWO, control_image=TWO_PICTURES, num_inference_steps=2),
    TEXT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, output_type="pil"),
    TEXT("two-controls-two-images", prompt=TWO, control_image=TWO_PICTURES, num_images_per_prompt=2, num_inference_steps=2),
    TEXT("generator-list", **_LISTED),
    TEXT("latents", latents=flux("latents")),
    TEXT("prompt-embeds", **POSITIVE),
    TEXT("sigmas", sigmas=[0.95, 0.6, 0.25], num_inference_steps=...),
    TEXT("stochastic", **STOCHASTIC),
    TEXT("odd-size", height=19, width=29, output_type="np"),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", image=picture("scene"), control_image=picture("scene-large"), height=24, width=40, output_type="np"),
    IMAGE("default-strength", strength=..., num_inference_steps=5),
    IMAGE("full-strength", strength=1.0, inert=("image",)),
    IMAGE("prompt-2", prompt_2=OTHER),
    IMAGE("control-latents", control_image=flux("control_latents")),
    IMAGE("picture-tensor", image=flux("control_picture")),
    IMAGE("latents", latents=flux("latents"), inert=("image",)),
    IMAGE("two-images", num_images_per_prompt=2, output_type="pil"),
    IMAGE("two-pictures", prompt=TWO, image=TWO_PICTURES, control_image=TWO_PICTURES[::-1]),
    IMAGE("generator-list", **_LISTED | {"num_inference_steps": 3}),
    IMAGE("prompt-embeds", **POSITIVE),
    IMAGE("odd-size", height=19, width=29, output_type="np"),
]
_INPAINTING = [
    INPAINT("plain", image=picture("scene"), mask_image=picture("mask"), control_image=picture("scene-large"), height=24, width=40, output_type="np"),
    INPAINT("default-strength", strength=..., num_inference_steps=5),
    INPAINT("full-strength", strength=1.0),
    INPAINT("prompt-2", prompt_2=OTHER),
    INPAINT("soft-mask", mask_image=picture("mask-soft")),
    INPAINT("control-latents", control_image=flux("control_latents")),
    INPAINT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, strength=0.6, output_type="pil"),
    INPAINT("two-pictures", prompt=TWO, image=TWO_PICTURES, mask_image=TWO_MASKS, control_image=TWO_PICTURES[::-1]),
    INPAINT("generator-list", **_LISTED | {"num_inference_steps": 3}),
    INPAINT("prompt-embeds", **POSITIVE),
    INPAINT("odd-size", image=picture("scene-odd"), mask_image=picture("mask-odd"), height=19, width=29, output_type="np"),
]
_ERRORS = [
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["control_image"]),
    TEXT.error("no-control", control_image=...),
    TEXT.error("prompt-2-and-embeds", prompt=..., prompt_2=OTHER, prompt_embeds=ONE_EMBED),
    TEXT.error("no-pooled-embeds", **embeds("prompt_embeds")),
    TEXT.error("sequence-too-long", max_sequence_length=600),
    TEXT.error("negative-prompt", negative_prompt="ugly"),
    TEXT.error("repeated-sigmas", sigmas=[0.9, 0.9, 0.4], num_inference_steps=...),
    TEXT.error("generator-count", **_LISTED | {"generator": [seed(1)]}),
    TEXT.error("control-count", prompt=THREE, control_image=TWO_PICTURES),
    TEXT.error("control-picture-size", control_image=flux("control_picture"), height=24),
    TEXT.error("control-latents-size", control_image=flux("control_latents"), height=24),
    TEXT.error("control-channels", control_image=picture("scene-rgba")),
    IMAGE.error("strength", strength=1.2),
    IMAGE.error("no-steps-left", strength=0.0),
    IMAGE.error("picture-latents", image=flux("picture_latents")),
    IMAGE.error("picture-count", prompt=THREE, image=TWO_PICTURES),
    INPAINT.error("strength", strength=-0.1),
    INPAINT.error("latents", latents=flux("latents")),
    INPAINT.error("masked-latents", masked_image_latents=flux("masked_image_latents"), mask_image=flux("mask_tokens")),
    INPAINT.error("masked-latents-and-latents", masked_image_latents=flux("masked_image_latents"), mask_image=flux("mask_tokens"), latents=flux("latents")),
    INPAINT.error("mask-count", prompt=THREE, mask_image=TWO_MASKS),
    INPAINT.error("picture-count", prompt=THREE, image=TWO_PICTURES, mask_image=picture("mask-small")),
]
CASES = [*_TEXT_TO_IMAGE, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
