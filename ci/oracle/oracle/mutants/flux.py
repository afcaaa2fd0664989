"""Flux and Chroma."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named

_ALL = family("flux", "chroma")
_TEXT = family("FluxPipeline")
_KONTEXT = family("FluxKontextPipeline", "FluxKontextInpaintPipeline")
_CONTROLS = family("FluxControlPipeline", "FluxControlImg2ImgPipeline", "FluxControlInpaintPipeline")
_TRUE = argument("true_cfg_scale")
_CHROMA = family("ChromaPipeline")

_PIPELINE = ".pipelines.flux.pipeline_flux:FluxPipeline"
_KONTEXT_PIPELINE = ".pipelines.flux.pipeline_flux_kontext:FluxKontextPipeline"
_FLUX = ".models.transformers.transformer_flux"

MUTANTS = [
    mutant(
        "guidance-left-out", "The guidance's embedding is left out.", _ALL,
        edit(".models.embeddings:CombinedTimestepGuidanceTextProjEmbeddings.forward", "timesteps_emb + guidance_emb", "timesteps_emb"),
    ),
    mutant(
        "guidance-not-in-thousands", "The guidance is embedded as it is instead of times 1000.", _ALL,
        edit(f"{_FLUX}:FluxTransformer2DModel.forward", "guidance.to(hidden_states.dtype) * 1000", "guidance.to(hidden_states.dtype)"),
    ),
    mutant(
        "packing-order", "A token's channels are packed pixel by pixel.", _ALL,
        edit_copies("_pack_latents", "latents.permute(0, 2, 4, 1, 3, 5)", "latents.permute(0, 2, 4, 3, 5, 1)", 11),
    ),
    mutant(
        "ids-swapped", "The ids of height and width are swapped.", _ALL,
        edit_copies(
            "_prepare_latent_image_ids", "latent_image_ids[..., 1] + torch.arange(height)[:, None]",
            "latent_image_ids[..., 1] + torch.arange(width)[None, :]", 11,
        ),
        edit_copies(
            "_prepare_latent_image_ids", "latent_image_ids[..., 2] + torch.arange(width)[None, :]",
            "latent_image_ids[..., 2] + torch.arange(height)[:, None]", 11,
        ),
    ),
    mutant(
        "rotation-of-halves", "Rotary embeddings turn halves of a head instead of neighbours.", _ALL,
        edit(
            ".models.embeddings:apply_rotary_emb",
            "x.reshape(*x.shape[:-1], -1, 2).unbind(-1)  # [B, H, S, D//2]\n            x_rotated = torch.stack([-x_imag, x_real], dim=-1).flatten(3)",
            "x.chunk(2, -1)\n            x_rotated = torch.cat([-x_imag, x_real], dim=-1)",
        ),
    ),
    mutant(
        "rotation-axes", "The axes of rotary embeddings come in reverse order.", _ALL,
        edit(f"{_FLUX}:FluxPosEmbed.forward", "pos[:, i],", "pos[:, n_axes - 1 - i],"),
    ),
    mutant(
        "text-after-the-picture", "The single blocks' text stands after the picture.", _ALL,
        edit(
            f"{_FLUX}:FluxSingleTransformerBlock.forward", "torch.cat([encoder_hidden_states, hidden_states], dim=1)",
            "torch.cat([hidden_states, encoder_hidden_states], dim=1)",
        ),
    ),
    mutant(
        "added-norms-swapped", "The text's keys are normalised by the queries' weights.", _ALL,
        edit(f"{_FLUX}:FluxAttnProcessor.__call__", "encoder_key = attn.norm_added_k(encoder_key)", "encoder_key = attn.norm_added_q(encoder_key)"),
    ),
    mutant(
        "mu-of-pixels", "The shift is computed of the number of latents instead of tokens.", _ALL,
        edit_copies("calculate_shift", "mu = image_seq_len * m + b", "mu = 4 * image_seq_len * m + b", 15),
    ),
    mutant(
        "sigmas-to-zero", "The sigmas go from 1 to 0 in as many steps.", _ALL,
        edit_copies("__call__", "np.linspace(1.0, 1 / num_inference_steps, num_inference_steps)", "np.linspace(1.0, 1e-3, num_inference_steps)", 13),
    ),
    mutant(
        "pooled-at-the-end", "CLIP's pooled output is taken from the last position.", _TEXT,
        edit(
            f"{_PIPELINE}._get_clip_prompt_embeds", "prompt_embeds = prompt_embeds.pooler_output",
            "prompt_embeds = prompt_embeds.last_hidden_state[:, -1]",
        ),
    ),
    mutant(
        "sequence-length-of-clip", "T5's texts are cut to CLIP's length.", _TEXT,
        edit(f"{_PIPELINE}._get_t5_prompt_embeds", "max_length=max_sequence_length", "max_length=self.tokenizer_max_length"),
    ),
    mutant(
        "true-guidance-at-one", "True guidance is on at a scale of 1.", named("true-guidance-of-1$"),
        edit_copies("__call__", "do_true_cfg = true_cfg_scale > 1 and", "do_true_cfg = true_cfg_scale >= 1 and", 5),
    ),
    mutant(
        "true-guidance-starts-positive", "True guidance starts from the prompt's part.", _TRUE,
        edit_copies(
            "__call__", "neg_noise_pred + true_cfg_scale * (noise_pred - neg_noise_pred)",
            "noise_pred + true_cfg_scale * (noise_pred - neg_noise_pred)", 5,
        ),
    ),
    mutant(
        "true-guidance-pooled", "True guidance takes the prompt's pooled embedding for both.", _TRUE,
        edit_copies("__call__", "pooled_projections=negative_pooled_prompt_embeds", "pooled_projections=pooled_prompt_embeds", 5),
    ),
    mutant(
        "kontext-ids", "Kontext's reference has the ids of the picture.", _KONTEXT,
        edit(f"{_KONTEXT_PIPELINE}.prepare_latents", "image_ids[..., 0] = 1", "pass"),
        edit(".pipelines.flux.pipeline_flux_kontext_inpaint:FluxKontextInpaintPipeline.prepare_latents", "image_ids[..., 0] = 1", "pass"),
    ),
    mutant(
        "kontext-first", "Kontext's reference stands before the picture.", _KONTEXT,
        edit(
            f"{_KONTEXT_PIPELINE}.__call__", "latent_model_input = torch.cat([latents, image_latents], dim=1)",
            "latent_model_input = torch.cat([image_latents, latents], dim=1)",
        ),
    ),
    mutant(
        "kontext-sampled", "Kontext's reference is sampled instead of taken by its mean.", _KONTEXT,
        edit(f"{_KONTEXT_PIPELINE}._encode_vae_image", 'sample_mode="argmax"', 'sample_mode="sample"', 2),
    ),
    mutant(
        "kontext-size", "Kontext's width is rounded up to the multiple.", named("Kontext.*/[^/]*size[^/]*$"),
        edit(f"{_KONTEXT_PIPELINE}.__call__", "width = width // multiple_of * multiple_of", "width = -(-width // multiple_of) * multiple_of"),
    ),
    mutant(
        "control-added", "Flux Control's picture is not joined channel by channel but added.", _CONTROLS,
        edit_copies(
            "__call__", "latent_model_input = torch.cat([latents, control_image], dim=2)",
            "latent_model_input = torch.cat([latents + control_image, control_image], dim=2)", 3,
        ),
    ),
    mutant(
        "control-unscaled", "Flux Control's picture is not shifted.", _CONTROLS,
        edit_copies(
            "__call__", "(control_image - self.vae.config.shift_factor) * self.vae.config.scaling_factor",
            "control_image * self.vae.config.scaling_factor", 6,
        ),
    ),
    mutant(
        "chroma-modulations-swapped", "Chroma's single blocks take the modulations of the ones before.", _CHROMA,
        edit(
            ".models.transformers.transformer_chroma:ChromaTransformer2DModel.forward", "start_idx = 3 * index_block",
            "start_idx = 3 * max(index_block - 1, 0)",
        ),
    ),
    mutant(
        "chroma-guided-at-one", "Chroma guides at a scale of 1.", named("ChromaPipeline/(.*guidance.*|plain)"),
        edit(".pipelines.chroma.pipeline_chroma:ChromaPipeline.do_classifier_free_guidance", "self._guidance_scale > 1", "self._guidance_scale > 0"),
    ),
]
