"""What Stable Diffusion XL has besides: two encoders, sizes, scores, parts of a schedule."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named

_XL = family("stable-diffusion-xl", "stable-diffusion-xl-pag")
_SIZES = argument("original_size", "target_size", "crops_coords_top_left", "negative_original_size", within="xl")
_NEGATIVES = named("stable-diffusion-xl/StableDiffusionXLPipeline/.*negative")
_REFINERS = named("stable-diffusion-xl/.*/refiner[^/]*$")
_PARTS = argument("denoising_end", "denoising_start")

_IMAGES = ".pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img:StableDiffusionXLImg2ImgPipeline"
_UNET = ".models.unets.unet_2d_condition:UNet2DConditionModel"

MUTANTS = [
    mutant(
        "pooled-of-the-first-encoder", "The pooled embedding is the first encoder's.", _XL,
        edit_copies(
            "encode_prompt",
            "if pooled_prompt_embeds is None and prompt_embeds[0].ndim == 2:\n                pooled_prompt_embeds = prompt_embeds[0]",
            "if pooled_prompt_embeds is None:\n                pooled_prompt_embeds = torch.nn.functional.pad("
            "prompt_embeds[1] if prompt_embeds[0].ndim == 3 else prompt_embeds[0], (0, 99))[:, : self.text_encoder_2.config.projection_dim]",
            14,
        ),
    ),
    mutant(
        "encoders-swapped", "The second encoder's channels stand before the first one's.", _XL,
        edit_copies(
            "encode_prompt", "prompt_embeds = torch.concat(prompt_embeds_list, dim=-1)",
            "prompt_embeds = torch.concat(prompt_embeds_list[::-1], dim=-1)", 14,
        ),
    ),
    mutant(
        "last-hidden-state", "The encoders' last hidden states are taken for the ones before.", _XL,
        edit_copies("encode_prompt", "prompt_embeds = prompt_embeds.hidden_states[-2]", "prompt_embeds = prompt_embeds.hidden_states[-1]", 14),
    ),
    mutant(
        "clip-skip-off-by-one", "clip_skip counts from the last layer instead of the one before.", argument("clip_skip", within="xl"),
        edit_copies("encode_prompt", "prompt_embeds.hidden_states[-(clip_skip + 2)]", "prompt_embeds.hidden_states[-(clip_skip + 1)]", 14),
    ),
    mutant(
        "second-prompt-ignored", "prompt_2 is ignored.", argument("prompt_2", within="xl"),
        edit_copies("encode_prompt", "prompt_2 = prompt_2 or prompt\n", "prompt_2 = prompt\n", 31),
    ),
    mutant(
        "negative-zeros-never", "Without a negative prompt the empty text is encoded although force_zeros_for_empty_prompt is set.", _XL,
        edit_copies(
            "encode_prompt", "zero_out_negative_prompt = negative_prompt is None and self.config.force_zeros_for_empty_prompt",
            "zero_out_negative_prompt = False", 17,
        ),
    ),
    mutant(
        "negative-zeros-for-empty-text", "An empty negative prompt gives zeros like none.", _NEGATIVES,
        edit_copies(
            "encode_prompt", "zero_out_negative_prompt = negative_prompt is None and", "zero_out_negative_prompt = not negative_prompt and", 17,
        ),
    ),
    mutant(
        "negative-zeros-not-pooled", "The pooled embedding of no negative prompt is encoded.", _XL,
        edit_copies(
            "encode_prompt", "negative_pooled_prompt_embeds = torch.zeros_like(pooled_prompt_embeds)",
            "negative_pooled_prompt_embeds = pooled_prompt_embeds", 14,
        ),
    ),
    mutant(
        "sizes-in-another-order", "The sizes come before the crop.", _SIZES,
        edit_copies(
            "_get_add_time_ids", "list(original_size + crops_coords_top_left + target_size)",
            "list(original_size + target_size + crops_coords_top_left)", 17,
        ),
    ),
    mutant(
        "negative-sizes-ignored", "The negative sizes are ignored.", argument("negative_original_size"),
        edit_copies(
            "__call__", "add_time_ids = torch.cat([negative_add_time_ids, add_time_ids], dim=0)",
            "add_time_ids = torch.cat([add_time_ids, add_time_ids], dim=0)", 8,
        ),
        edit_copies("_get_add_time_ids", "add_neg_time_ids = torch.tensor([add_neg_time_ids], dtype=dtype)", "add_neg_time_ids = add_time_ids", 9),
    ),
    mutant(
        "negative-crop-heeded", "Image-to-image uses the negative crop, which upstream does not.",
        argument("negative_crops_coords_top_left", within="Img2Img|Inpaint"),
        edit_copies(
            "_get_add_time_ids", "list(negative_original_size + crops_coords_top_left + negative_target_size)",
            "list(negative_original_size + negative_crops_coords_top_left + negative_target_size)", 7,
        ),
    ),
    mutant(
        "one-negative-size-is-enough", "One of the negative sizes is enough to make negative ids.", named("XLPipeline/.*negative-size"),
        edit_copies(
            "__call__", "if negative_original_size is not None and negative_target_size is not None:",
            "if negative_original_size is not None or negative_target_size is not None:\n        negative_original_size = negative_original_size or original_size\n        negative_target_size = negative_target_size or target_size",
            8,
        ),
    ),
    mutant(
        "time-ids-interleaved", "The ids of sizes are repeated row by row.", named("xl/.*/two-(prompts-two-images|images-negative-sizes)$"),
        edit_copies(
            "__call__", "add_time_ids = add_time_ids.to(device).repeat(batch_size * num_images_per_prompt, 1)",
            "add_time_ids = add_time_ids.to(device).repeat_interleave(batch_size * num_images_per_prompt, 0)", 8,
        ),
    ),
    mutant(
        "negative-score-ignored", "The refiner's negative score is the positive one.", _REFINERS,
        edit_copies("_get_add_time_ids", "(negative_aesthetic_score,)", "(aesthetic_score,)", 9),
    ),
    mutant(
        "time-before-text", "The sizes' embedding stands before the pooled text.", _XL,
        edit(f"{_UNET}.get_aug_embed", "torch.concat([text_embeds, time_embeds], dim=-1)", "torch.concat([time_embeds, text_embeds], dim=-1)"),
    ),
    mutant(
        "end-off-by-one", "denoising_end leaves out the timestep that it names.", named("stable-diffusion-xl/.*/[^/]*denoising-end[^/]*$"),
        edit_copies("__call__", "lambda ts: ts >= discrete_timestep_cutoff", "lambda ts: ts > discrete_timestep_cutoff", 14),
    ),
    mutant(
        "start-noised", "denoising_start noises what it is given.", _PARTS,
        edit_copies("__call__", "add_noise = True if self.denoising_start is None else False", "add_noise = True", 5),
    ),
    mutant(
        "start-second-order", "denoising_start may begin in the middle of a step of two.", named("/denoising-start-heun$"),
        edit(f"{_IMAGES}.get_timesteps", "if self.scheduler.order == 2 and num_inference_steps % 2 == 0:", "if False:"),
    ),
]
