"""The cases of FluxPipeline, FluxImg2ImgPipeline and FluxInpaintPipeline."""

from ....cases import NEGATIVE, NEGATIVE_2, OTHER, TWO, TWO_MASKS, TWO_NEGATIVE, TWO_PICTURES, Table, picture, seed
from ....schedulers import flow, flow_heun
from .common import LONG, NEGATIVE_EMBEDS, POSITIVE, STOCHASTIC, THREE, TRUE, flux, prompt_errors

SCHNELL = "flux-schnell"
TEXT = Table("FluxPipeline", "text-to-image", "flux", dict(
    prompt="a photo of an astronaut riding a horse", height=16, width=24, num_inference_steps=3, guidance_scale=3.5, max_sequence_length=12,
    generator=seed(0), output_type="latent",
))
IMAGE = Table("FluxImg2ImgPipeline", "image-to-image", "flux", dict(
    prompt="a painting of a red fox in the snow", image=picture("scene-small"), height=16, width=24, strength=0.7, num_inference_steps=4,
    guidance_scale=3.5, max_sequence_length=12, generator=seed(1), output_type="latent",
))
INPAINT = Table("FluxInpaintPipeline", "inpainting", "flux", dict(
    prompt="a small house by the river", image=picture("scene-small"), mask_image=picture("mask-small"), height=16, width=24, strength=0.8,
    num_inference_steps=3, guidance_scale=3.5, max_sequence_length=12, generator=seed(2), output_type="latent",
))
_LARGE = dict(image=picture("scene-large"), mask_image=picture("mask-large"), padding_mask_crop=5, output_type="pil")

_TEXT_TO_IMAGE = [
    TEXT("plain", height=24, width=40, output_type="np"),
    TEXT("prompt-2", prompt_2=OTHER),
    TEXT("empty-prompt-2", prompt_2=""),
    TEXT("true-guidance", **TRUE),
    TEXT("true-guidance-prompts-2", **TRUE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    TEXT("true-guidance-embeds", true_cfg_scale=3.0, **NEGATIVE_EMBEDS),
    TEXT("true-guidance-of-1", negative_prompt=NEGATIVE, inert=("negative_prompt",)),
    TEXT("true-guidance-alone", true_cfg_scale=3.0, negative_prompt_2=NEGATIVE_2, inert=("true_cfg_scale", "negative_prompt_2")),
    TEXT("guidance-of-0", guidance_scale=0),
    TEXT("long-prompt", prompt=LONG, **TRUE | dict(negative_prompt="ugly " + LONG, num_inference_steps=2)),
    TEXT("long-sequence", max_sequence_length=..., num_inference_steps=1),
    TEXT("schnell", model=SCHNELL, inert=("guidance_scale",)),
    TEXT("schnell-one-step", model=SCHNELL, num_inference_steps=1, inert=("guidance_scale",), output_type="np"),
    TEXT("two-prompts-two-images", prompt=TWO, prompt_2=[OTHER, "cubism"], num_images_per_prompt=2, num_inference_steps=2, output_type="pil"),
    TEXT("two-prompts-true-guidance", prompt=TWO, true_cfg_scale=2.5, negative_prompt=TWO_NEGATIVE, num_inference_steps=2),
    TEXT("two-prompts-one-negative", prompt=TWO, **TRUE, num_inference_steps=2),
    TEXT("generator-list", prompt=TWO, generator=[seed(3), seed(4)], num_inference_steps=2),
    TEXT("latents", latents=flux("latents"), generator=...),
    TEXT("two-latents", latents=flux("two_latents"), generator=..., num_inference_steps=2),
    TEXT("prompt-embeds", **POSITIVE),
    TEXT("prompt-embeds-two-images", **POSITIVE, num_images_per_prompt=2, num_inference_steps=2),
    TEXT("prompt-embeds-longer-negative", **POSITIVE | dict(max_sequence_length=12), **TRUE, num_inference_steps=2),
    TEXT("prompt-embeds-without-text-encoders", **POSITIVE, load=dict.fromkeys(["text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2"])),
    TEXT("pooled-embeds-alone", pooled_prompt_embeds=flux("pooled_prompt_embeds"), inert=("pooled_prompt_embeds",)),
    TEXT("sigmas", sigmas=[0.95, 0.6, 0.25], num_inference_steps=...),
    TEXT("repeated-sigmas", sigmas=[0.9, 0.9, 0.4], num_inference_steps=...),
    TEXT("stochastic", **STOCHASTIC),
    TEXT("linear-shift", load=flow(time_shift_type="linear", shift_terminal=0.1)),
    TEXT("pt", output_type="pt", num_inference_steps=2),
    TEXT("odd-size", height=19, width=29, output_type="np"),
    TEXT("default-height", height=..., width=8, num_inference_steps=1),
    TEXT("default-width", height=8, width=..., num_inference_steps=1),
    TEXT("pipeline-of-checkpoint", request={"task": None}, num_inference_steps=2),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", image=picture("scene"), height=24, width=40, output_type="np"),
    IMAGE("default-strength", strength=..., num_inference_steps=7),
    IMAGE("full-strength", strength=1.0, num_inference_steps=3, inert=("image",)),
    IMAGE("true-guidance", **TRUE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    IMAGE("true-guidance-embeds", true_cfg_scale=3.0, **NEGATIVE_EMBEDS, inert=("true_cfg_scale", *NEGATIVE_EMBEDS)),
    IMAGE("schnell", model=SCHNELL, output_type="np", inert=("guidance_scale",)),
    IMAGE("picture-latents", image=flux("picture_latents")),
    IMAGE("latents", latents=flux("latents"), generator=..., inert=("image",)),
    IMAGE("picture-of-other-size", image=picture("scene-odd")),
    IMAGE("odd-size", height=19, width=29, image=picture("scene-odd"), output_type="np"),
    IMAGE("two-pictures", image=TWO_PICTURES, prompt=TWO),
    IMAGE("two-prompts-two-images", prompt=TWO, **TRUE | dict(negative_prompt=TWO_NEGATIVE), strength=0.5, num_images_per_prompt=2, output_type="pil"),
    IMAGE("generator-list", prompt=TWO, image=TWO_PICTURES, generator=[seed(6), seed(7)]),
    IMAGE("generator-list-one-picture", prompt=TWO, generator=[seed(6), seed(7)]),
    IMAGE("prompt-embeds", **POSITIVE),
    IMAGE("sigmas", sigmas=[0.95, 0.7, 0.45, 0.2], num_inference_steps=...),
    IMAGE("stochastic", **STOCHASTIC, strength=0.5),
]
_INPAINTING = [
    INPAINT("plain", image=picture("scene"), mask_image=picture("mask"), height=24, width=40, output_type="np"),
    INPAINT("default-strength", strength=..., num_inference_steps=5),
    INPAINT("full-strength", strength=1.0),
    INPAINT("true-guidance", **TRUE, prompt_2=OTHER, negative_prompt_2=NEGATIVE_2),
    INPAINT("true-guidance-embeds", true_cfg_scale=3.0, **NEGATIVE_EMBEDS, inert=("true_cfg_scale", *NEGATIVE_EMBEDS)),
    INPAINT("schnell", model=SCHNELL, output_type="pil", inert=("guidance_scale",)),
    INPAINT("soft-mask", mask_image=picture("mask-soft")),
    INPAINT("picture-latents", image=flux("picture_latents"), masked_image_latents=flux("masked_image_latents"), inert=("masked_image_latents",)),
    INPAINT("masked-latents", masked_image_latents=flux("masked_image_latents"), inert=("masked_image_latents",)),
    INPAINT("latents", latents=flux("unpacked_latents")),
    INPAINT("packed-latents", latents=flux("latents")),
    INPAINT("odd-size", image=picture("scene-odd"), mask_image=picture("mask-odd"), height=19, width=29, output_type="np"),
    INPAINT("crop", **_LARGE),
    INPAINT("two-pictures", image=TWO_PICTURES, mask_image=TWO_MASKS, prompt=TWO),
    INPAINT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, strength=0.6, output_type="pil"),
    INPAINT("generator-list", prompt=TWO, image=TWO_PICTURES, generator=[seed(6), seed(7)]),
    INPAINT("generator-list-one-picture", prompt=TWO, generator=[seed(6), seed(7)]),
    INPAINT("prompt-embeds", **POSITIVE),
    INPAINT("sigmas", sigmas=[0.95, 0.6, 0.25], num_inference_steps=...),
]
_ERRORS = [
    *prompt_errors(TEXT),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["latents", "negative_prompt_embeds"]),
    TEXT.error("generator-count", prompt=TWO, generator=[seed(1)]),
    TEXT.error("no-steps", num_inference_steps=0),
    TEXT.error("heun", load=flow_heun()),
    TEXT.error("latents-size", latents=flux("latents"), height=24, generator=...),
    TEXT.error("unpacked-latents", latents=flux("unpacked_latents"), generator=...),
    TEXT.error("embeds-width", **POSITIVE | {"prompt_embeds": flux("pooled_prompt_embeds")}),
    TEXT.error("embeds-rows", prompt=..., prompt_embeds=flux("two_embeds"), pooled_prompt_embeds=flux("two_pooled_embeds"), num_images_per_prompt=2),
    IMAGE.error("strength", strength=1.2),
    IMAGE.error("no-steps-left", strength=0.0),
    IMAGE.error("no-image", image=...),
    IMAGE.error("embeds-shape", **POSITIVE, **NEGATIVE_EMBEDS | {"negative_prompt_embeds": flux("longer_embeds")}),
    IMAGE.error("picture-count", prompt=THREE, image=TWO_PICTURES),
    IMAGE.error("more-pictures", image=TWO_PICTURES),
    IMAGE.error("generator-count", prompt=TWO, generator=[seed(1)]),
    IMAGE.error("longer-negative", **POSITIVE | dict(max_sequence_length=12), **TRUE),
    IMAGE.error("negative-rows", prompt=TWO, **TRUE, num_images_per_prompt=2),
    INPAINT.error("strength", strength=-0.1),
    INPAINT.error("crop-picture-type", **_LARGE | {"image": flux("picture_latents")}),
    INPAINT.error("crop-mask-type", **_LARGE | {"mask_image": flux("picture_latents")}),
    INPAINT.error("crop-output-type", **_LARGE | {"output_type": "np"}),
    INPAINT.error("mask-count", prompt=THREE, mask_image=TWO_MASKS),
    INPAINT.error("picture-latents-alone", image=flux("picture_latents")),
]
CASES = [*_TEXT_TO_IMAGE, *_IMAGE_TO_IMAGE, *_INPAINTING, *_ERRORS]
