"""Random numbers: how many, in which order, by which generator."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named, scheduler

_RANDN = ".utils.torch_utils:randn_tensor"
_DRAW = "latents = torch.randn(shape, generator=generator, device=rand_device, dtype=dtype, layout=layout).to(device)"
_FIRST = family("stable-diffusion", "stable-diffusion-xl", "stable-diffusion-3", "flux")
_PICTURES = argument("image")

MUTANTS = [
    mutant(
        "drawn-wide", "Noise is drawn in float64.", _FIRST,
        edit("oracle.draws:Draws._watched", 'options["dtype"] = FLOAT32', 'options["dtype"] = torch.float64'),
        edit("oracle.draws:Draws._watched", "result = function(*arguments, **options)", "result = function(*arguments, **options).to(FLOAT32)"),
    ),
    mutant(
        "one-draw-for-the-batch", "A list of generators is used by its first alone.", named("generator-list|generators"),
        edit(_RANDN, "generator=generator[i]", "generator=generator[0]"),
    ),
    mutant(
        "samples-drawn-apart", "With one generator each sample of a batch is drawn by itself.",
        named("two-pictures|two-prompts|two-images|two-latents"),
        edit(_RANDN, _DRAW, "latents = torch.cat([torch.randn((1, *shape[1:]), generator=generator, dtype=dtype) for _ in range(batch_size)])"),
    ),
    mutant(
        "channels-last-noise", "Noise is drawn with its channels last.", _FIRST,
        edit(_RANDN, _DRAW, "latents = torch.randn((shape[0], *shape[2:], shape[1]), generator=generator, dtype=dtype).movedim(-1, 1)"),
    ),
    mutant(
        "extra-draw", "A number is drawn before all others.", _FIRST,
        edit(
            _RANDN, "batch_size = shape[0]",
            "batch_size = shape[0]\n    torch.randn(1, generator=generator if isinstance(generator, torch.Generator) else None)",
        ),
    ),
    mutant(
        "uniform", "Noise is uniform.", _FIRST,
        edit(_RANDN, _DRAW, "latents = torch.rand(shape, generator=generator, dtype=dtype)"),
    ),
    mutant(
        "generator-ignored", "The generator is not handed to the scheduler's steps.", scheduler("EulerAncestralDiscreteScheduler"),
        edit_copies("prepare_extra_step_kwargs", 'extra_step_kwargs["generator"] = generator', "pass", 44),
    ),
    mutant(
        "noise-before-the-picture", "The first noise is drawn before the picture is encoded, and again after.",
        family("StableDiffusionImg2ImgPipeline", "StableDiffusionXLImg2ImgPipeline"),
        edit(
            ".pipelines.stable_diffusion.pipeline_stable_diffusion_img2img:StableDiffusionImg2ImgPipeline.prepare_latents",
            "image = image.to(device=device, dtype=dtype)",
            "image = image.to(device=device, dtype=dtype)\n    randn_tensor((1, 4, image.shape[2] // self.vae_scale_factor, image.shape[3] // self.vae_scale_factor), generator=generator if not isinstance(generator, list) else None)",
        ),
        edit(
            ".pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img:StableDiffusionXLImg2ImgPipeline.prepare_latents",
            "image = image.to(device=device, dtype=dtype)",
            "image = image.to(device=device, dtype=dtype)\n    randn_tensor((1, 4, image.shape[2] // self.vae_scale_factor, image.shape[3] // self.vae_scale_factor), generator=generator if not isinstance(generator, list) else None)",
        ),
    ),
    mutant(
        "masked-picture-not-drawn", "A 4-channel U-Net's masked picture, which nobody needs, is not encoded.",
        family("StableDiffusionInpaintPipeline", "StableDiffusionXLInpaintPipeline"),
        edit_copies(
            "prepare_mask_latents", "masked_image_latents = self._encode_vae_image(masked_image, generator=generator)",
            "masked_image_latents = self._encode_vae_image(masked_image, generator=generator) if self.unet.config.in_channels == 9 else masked_image.new_zeros(masked_image.shape[0], 4, height // self.vae_scale_factor, width // self.vae_scale_factor)",
            8,
        ),
    ),
    mutant(
        "posterior-by-the-global-generator", "The autoencoder's posterior is sampled by the global generator.", _PICTURES,
        edit_copies("retrieve_latents", "encoder_output.latent_dist.sample(generator)", "encoder_output.latent_dist.sample()", 29),
    ),
    mutant(
        "control-by-the-generator", "SD3's control picture is sampled by the call's generator.", family("StableDiffusion3ControlNetPipeline"),
        edit(
            ".pipelines.controlnet_sd3.pipeline_stable_diffusion_3_controlnet:StableDiffusion3ControlNetPipeline.__call__",
            "self.vae.encode(control_image).latent_dist.sample()", "self.vae.encode(control_image).latent_dist.sample(generator)", 1,
        ),
    ),
]
