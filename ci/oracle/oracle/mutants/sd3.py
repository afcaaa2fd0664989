"""Stable Diffusion 3."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named

_TEXT = family("StableDiffusion3Pipeline")
_ALL = family("stable-diffusion-3")
_SKIPS = argument("skip_guidance_layers")
_DUAL = named("stable-diffusion-3/.*/3\\.5[^/]*$")

_PIPELINE = ".pipelines.stable_diffusion_3.pipeline_stable_diffusion_3:StableDiffusion3Pipeline"
_TRANSFORMER = ".models.transformers.transformer_sd3:SD3Transformer2DModel.forward"

MUTANTS = [
    mutant(
        "text-in-another-order", "T5's tokens stand before CLIP's.", _TEXT,
        edit(
            f"{_PIPELINE}.encode_prompt", "torch.cat([clip_prompt_embeds, t5_prompt_embed], dim=-2)",
            "torch.cat([t5_prompt_embed, clip_prompt_embeds], dim=-2)",
        ),
    ),
    mutant(
        "pooled-in-another-order", "The second encoder's pooled embedding stands first.", _TEXT,
        edit(
            f"{_PIPELINE}.encode_prompt", "torch.cat([pooled_prompt_embed, pooled_prompt_2_embed], dim=-1)",
            "torch.cat([pooled_prompt_2_embed, pooled_prompt_embed], dim=-1)",
        ),
    ),
    mutant(
        "pooled-interleaved", "The pooled embeddings of several pictures come prompt by prompt, as upstream's do not.",
        named("diffusion-3/.*/two-prompts-two-images$"),
        edit_copies(
            "_get_clip_prompt_embeds", "pooled_prompt_embeds = pooled_prompt_embeds.repeat(1, num_images_per_prompt, 1)",
            "pooled_prompt_embeds = pooled_prompt_embeds.repeat_interleave(num_images_per_prompt, 0)", 7, "diffusers.pipelines",
        ),
    ),
    mutant(
        "without-t5-shorter", "Without T5 there are no tokens of zeros.", named("diffusion-3/.*without-t5"),
        edit(
            f"{_PIPELINE}._get_t5_prompt_embeds", "self.tokenizer_max_length,\n                self.transformer",
            "0,\n                self.transformer",
        ),
    ),
    mutant(
        "last-hidden-state", "CLIP's last hidden state is taken for the one before.", _ALL,
        edit_copies(
            "_get_clip_prompt_embeds", "prompt_embeds = prompt_embeds.hidden_states[-2]", "prompt_embeds = prompt_embeds.hidden_states[-1]", 7,
        ),
    ),
    mutant(
        "position-not-centred", "Positions are cut from the corner instead of the middle.", _ALL,
        edit(
            ".models.embeddings:PatchEmbed.cropped_pos_embed",
            "top = (self.pos_embed_max_size - height) // 2\n    left = (self.pos_embed_max_size - width) // 2", "top = left = 0",
        ),
    ),
    mutant(
        "patches-transposed", "The patches are put together with height and width swapped.", _ALL,
        edit(_TRANSFORMER, '"nhwpqc->nchpwq"', '"nhwqpc->nchpwq"'),
    ),
    mutant(
        "context-first", "The joint attention's text stands before the picture, and its output is not split so.", _ALL,
        edit(
            ".models.attention_processor:JointAttnProcessor2_0.__call__",
            "hidden_states[:, : residual.shape[1]],\n            hidden_states[:, residual.shape[1] :],",
            "hidden_states[:, -residual.shape[1] :],\n            hidden_states[:, : -residual.shape[1]],",
        ),
    ),
    mutant(
        "query-norm-left-out", "Queries are not normalised.", _DUAL,
        edit(".models.attention_processor:JointAttnProcessor2_0.__call__", "if attn.norm_q is not None:", "if False:"),
    ),
    mutant(
        "second-attention-left-out", "The second attention of SD3.5's first blocks is left out.", _DUAL,
        edit(".models.attention:JointTransformerBlock.forward", "hidden_states = hidden_states + attn_output2", "pass"),
    ),
    mutant(
        "skips-in-the-wrong-steps", "Skipped layers guide the first step, too.", _SKIPS,
        edit(
            f"{_PIPELINE}.__call__", "if i > num_inference_steps * skip_layer_guidance_start",
            "if i >= num_inference_steps * skip_layer_guidance_start",
        ),
    ),
    mutant(
        "skips-with-guidance-scale", "The guidance by skipped layers has the guidance's scale.", _SKIPS,
        edit(
            f"{_PIPELINE}.__call__", "(noise_pred_text - noise_pred_skip_layers) * self._skip_layer_guidance_scale",
            "(noise_pred_text - noise_pred_skip_layers) * self.guidance_scale",
        ),
    ),
    mutant(
        "skips-attention-alone", "The layers after a skipped one are skipped, too.", _SKIPS,
        edit(_TRANSFORMER, "index_block in skip_layers", "index_block >= min(skip_layers)"),
    ),
    mutant(
        "steps-rounded", "Image-to-image cuts the steps of a strength to a whole number before it subtracts them.",
        argument("strength", within="StableDiffusion3"),
        edit_copies(
            "get_timesteps", "init_timestep = min(num_inference_steps * strength, num_inference_steps)",
            "init_timestep = min(int(num_inference_steps * strength), num_inference_steps)", 9,
        ),
    ),
    mutant(
        "inpainting-shifted", "Inpainting adds shift_factor before decoding, which upstream forgets.", family("StableDiffusion3InpaintPipeline"),
        edit(
            ".pipelines.stable_diffusion_3.pipeline_stable_diffusion_3_inpaint:StableDiffusion3InpaintPipeline.__call__",
            "latents / self.vae.config.scaling_factor", "latents / self.vae.config.scaling_factor + self.vae.config.shift_factor",
        ),
    ),
]
