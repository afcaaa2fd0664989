"""Prompts and guidance: which rows stand where, and how predictions are joined."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named

_GUIDED = family("stable-diffusion", "stable-diffusion-xl", "stable-diffusion-3")
_ENCODED = family("stable-diffusion", "latent-consistency")
_STRENGTH = argument("strength")
_MANY = named("two-prompts-two-images")

_SD = ".pipelines.stable_diffusion.pipeline_stable_diffusion:StableDiffusionPipeline"
_SUM = "noise_pred_uncond + self.guidance_scale * (noise_pred_text - noise_pred_uncond)"

MUTANTS = [
    mutant(
        "swapped", "Guidance takes the unconditional part for the conditional one.", _GUIDED,
        edit_copies("__call__", _SUM, "noise_pred_text + self.guidance_scale * (noise_pred_uncond - noise_pred_text)", 28),
    ),
    mutant(
        "from-the-conditional-part", "Guidance starts from the conditional part.", _GUIDED,
        edit_copies("__call__", _SUM, "noise_pred_text + self.guidance_scale * (noise_pred_text - noise_pred_uncond)", 28),
    ),
    mutant(
        "conditional-rows-first", "The rows of the prompt stand before those of the negative prompt.", _GUIDED,
        edit_copies(
            "__call__", "prompt_embeds = torch.cat([negative_prompt_embeds, prompt_embeds])",
            "prompt_embeds = torch.cat([prompt_embeds, negative_prompt_embeds])", 18,
        ),
    ),
    mutant(
        "empty-negative-prompt-as-zeros", "Without a negative prompt the unconditional embeddings are zeros.", _ENCODED,
        edit_copies(
            "encode_prompt", "negative_prompt_embeds = negative_prompt_embeds[0]\n",
            "negative_prompt_embeds = negative_prompt_embeds[0] * (0 if negative_prompt is None else 1)\n", 24,
        ),
    ),
    mutant(
        "at-a-scale-of-one", "Guidance is on where its scale is 1 or less.", argument("guidance_scale", within="ithout-guidance|low-guidance"),
        edit_copies("do_classifier_free_guidance", "self._guidance_scale > 1 and", "self._guidance_scale > 0 and", 20),
    ),
    mutant(
        "rescaled-by-the-biased-deviation", "Rescaled guidance divides by n instead of n - 1 in the deviation of the guided part.",
        argument("guidance_rescale", within="diffusion/|diffusion-xl/"),
        edit_copies(
            "rescale_noise_cfg", "noise_cfg.std(dim=list(range(1, noise_cfg.ndim)), keepdim=True)",
            "noise_cfg.std(dim=list(range(1, noise_cfg.ndim)), keepdim=True, unbiased=False)", 13,
        ),
    ),
    mutant(
        "rescaled-over-the-batch", "Rescaled guidance takes one deviation for the batch.",
        argument("guidance_rescale", within="diffusion/|diffusion-xl/"),
        edit_copies("rescale_noise_cfg", "noise_pred_text.std(dim=list(range(1, noise_pred_text.ndim)), keepdim=True)", "noise_pred_text.std()", 13),
    ),
    mutant(
        "rescaled-by-the-unconditional-part", "Rescaled guidance looks at the unconditional part.",
        argument("guidance_rescale", within="diffusion/|diffusion-xl/"),
        edit_copies("__call__", "rescale_noise_cfg(noise_pred, noise_pred_text,", "rescale_noise_cfg(noise_pred, noise_pred_uncond,", 13),
    ),
    mutant(
        "clip-skip-off-by-one", "clip_skip counts from the layer itself.", argument("clip_skip"),
        edit_copies("encode_prompt", "prompt_embeds = prompt_embeds[-1][-(clip_skip + 1)]", "prompt_embeds = prompt_embeds[-1][-clip_skip]", 13),
    ),
    mutant(
        "clip-skip-without-norm", "The layer of clip_skip is not normalised.", argument("clip_skip"),
        edit_copies("encode_prompt", "self.text_encoder.text_model.final_layer_norm(prompt_embeds)", "prompt_embeds", 13),
    ),
    mutant(
        "clip-skip-of-the-negative-prompt", "clip_skip holds for the negative prompt, too.", argument("clip_skip"),
        edit_copies(
            "encode_prompt", "negative_prompt_embeds = negative_prompt_embeds[0]\n",
            "negative_prompt_embeds = negative_prompt_embeds[0] if not locals().get('clip_skip') else self.text_encoder.text_model.final_layer_norm("
            "self.text_encoder(uncond_input.input_ids, output_hidden_states=True).hidden_states[-(clip_skip + 1)])\n",
            24,
        ),
    ),
    mutant(
        "images-tiled", "Several pictures of several prompts come in turns instead of prompt by prompt.", _MANY,
        edit_copies(
            "encode_prompt", "prompt_embeds = prompt_embeds.repeat(1, num_images_per_prompt, 1)\n",
            "prompt_embeds = prompt_embeds.repeat(num_images_per_prompt, 1, 1)\n", 46,
        ),
    ),
    mutant(
        "strength-rounded", "The steps of a strength are rounded to the nearest instead of down.", _STRENGTH,
        edit_copies(
            "get_timesteps", "min(int(num_inference_steps * strength), num_inference_steps)",
            "min(round(num_inference_steps * strength), num_inference_steps)", 23,
        ),
    ),
    mutant(
        "strength-without-the-order", "The start of a strength is counted in steps where a scheduler has two timesteps for each.",
        named("diffusion(-xl)?/.*(Img2Img|Inpaint).*/[^/]*(heun|kdpm2|sde)[^/]*$"),
        edit_copies("get_timesteps", "self.scheduler.timesteps[t_start * self.scheduler.order :]", "self.scheduler.timesteps[t_start:]", 29),
    ),
    mutant(
        "noise-not-scaled", "The first latents are not scaled by init_noise_sigma.", family("stable-diffusion-xl", "stable-diffusion-xl-pag"),
        edit_copies("prepare_latents", "latents = latents * self.scheduler.init_noise_sigma", "latents = latents", 26),
    ),
    mutant(
        "index-for-timestep", "The U-Net is given the index of a step instead of its timestep.", family("StableDiffusionPipeline"),
        edit(
            f"{_SD}.__call__", "latent_model_input,\n                t,\n                encoder",
            "latent_model_input,\n                torch.tensor(i),\n                encoder",
        ),
    ),
    mutant(
        "eta-forgotten", "eta does not reach the scheduler.", argument("eta"),
        edit_copies("prepare_extra_step_kwargs", 'extra_step_kwargs["eta"] = eta', "pass", 44),
    ),
]
