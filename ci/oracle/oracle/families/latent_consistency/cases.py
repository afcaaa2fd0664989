"""The cases of LatentConsistencyModelPipeline and LatentConsistencyModelImg2ImgPipeline."""

from ...cases import FREEU, TWO, TWO_PICTURES, Table, after, picture, seed, tensor
from ...schedulers import euler, lcm, tcd
from ..stable_diffusion.autoencoders import TINY_VAE

TEXT = Table("LatentConsistencyModelPipeline", "text-to-image", "latent-consistency", dict(
    prompt="a photo of an astronaut riding a horse", height=16, width=24, num_inference_steps=3, guidance_scale=7.0,
    generator=seed(0), output_type="latent",
))
IMAGE = Table("LatentConsistencyModelImg2ImgPipeline", "image-to-image", "latent-consistency", dict(
    prompt="a painting of a red fox in the snow", image=picture("scene-small"), strength=0.7, num_inference_steps=3,
    guidance_scale=7.0, generator=seed(1), output_type="latent",
))


def sd(name: str) -> dict:
    return tensor("stable-diffusion", name)



_TEXT_TO_IMAGE = [
    TEXT("plain", height=24, width=40, output_type="np"),
    TEXT("defaults", num_inference_steps=..., guidance_scale=..., output_type="pil"),
    TEXT("one-step", num_inference_steps=1),
    TEXT("low-guidance", guidance_scale=1.25),
    TEXT("original-steps", original_inference_steps=20),
    TEXT("timesteps", timesteps=[899, 539, 219], num_inference_steps=...),
    TEXT("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, output_type="pil"),
    TEXT("generator-list", prompt=TWO, generator=[seed(3), seed(4)], num_inference_steps=2),
    TEXT("latents", latents=sd("latents")),
    TEXT("prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds")),
    TEXT("clip-skip", clip_skip=1),
    TEXT("v-prediction-clipped", load=lcm(prediction_type="v_prediction", clip_sample=True, clip_sample_range=0.8)),
    TEXT("sample-prediction", load=lcm(prediction_type="sample", timestep_scaling=3.0)),
    TEXT("default-size", height=..., width=..., num_inference_steps=1),
    TEXT("pipeline-of-checkpoint", request={"task": None}, num_inference_steps=2),
]
_IMAGE_TO_IMAGE = [
    IMAGE("plain", image=picture("scene"), output_type="np"),
    IMAGE("defaults", strength=..., num_inference_steps=..., guidance_scale=..., output_type="pil"),
    IMAGE("full-strength", strength=1.0),
    IMAGE("original-steps", original_inference_steps=20),
    IMAGE("timesteps", timesteps=[699, 399, 99], num_inference_steps=...),
    IMAGE("two-pictures", image=TWO_PICTURES, prompt=TWO, num_inference_steps=2),
    IMAGE("two-prompts-two-images", prompt=TWO, num_images_per_prompt=2, num_inference_steps=2, output_type="pil"),
    IMAGE("generator-list", prompt=TWO, generator=[seed(6), seed(7)], num_inference_steps=2),
    IMAGE("picture-latents", image=sd("picture_latents")),
    IMAGE("latents", latents=sd("latents"), inert=("image",)),
    IMAGE("prompt-embeds", prompt=..., prompt_embeds=sd("prompt_embeds")),
    IMAGE("clip-skip", clip_skip=1),
]
_OTHERS = [
    *[after(table("freeu"), FREEU) for table in (TEXT, IMAGE)],
    TEXT("tiny-vae", load=TINY_VAE, output_type="pil"),
    IMAGE("tiny-vae", load=TINY_VAE, output_type="np"),
]
_ERRORS = [
    *[table.error("tcd", load=tcd()) for table in (TEXT, IMAGE)],
    TEXT.error("height", height=28),
    TEXT.error("no-prompt", prompt=...),
    TEXT.error("prompt-and-embeds", prompt_embeds=sd("one_embed")),
    TEXT.error("callback-tensors", callback_on_step_end_tensor_inputs=["latents", "negative_prompt_embeds"]),
    TEXT.error("too-many-original-steps", original_inference_steps=1200),
    TEXT.error("more-steps-than-original", original_inference_steps=2),
    TEXT.error("other-scheduler", load=euler()),
    TEXT.error("generator-count", generator=[seed(1), seed(2)]),
    IMAGE.error("strength", strength=1.2),
    IMAGE.error("strength-too-small", strength=0.01),
    IMAGE.error("no-image", image=...),
]
CASES = [*_TEXT_TO_IMAGE, *_IMAGE_TO_IMAGE, *_OTHERS, *_ERRORS]
