"""Masks: of attention, of padding, of pictures."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named

_CLIP = family("StableDiffusionPipeline", "StableDiffusionXLPipeline", "StableDiffusion3Pipeline", "FluxPipeline")
_CHROMA = family("ChromaPipeline")
_INPAINTING = argument("mask_image")
_SOFT = named("StableDiffusionInpaint.*/(mask|soft|rgb|odd|tensors|1-bit)[^/]*$")

_CLIP_MODEL = "transformers.models.clip.modeling_clip"
_PROCESSOR = ".image_processor:VaeImageProcessor"

MUTANTS = [
    mutant(
        "clip-not-causal", "CLIP's text encoder has no causal mask.", _CLIP,
        edit(
            f"{_CLIP_MODEL}:CLIPTextTransformer.forward", "causal_attention_mask=causal_attention_mask",
            "causal_attention_mask=torch.zeros_like(causal_attention_mask)",
        ),
    ),
    mutant(
        "clip-padding-masked", "CLIP's text encoder does not attend to padding.", _CLIP,
        edit_copies(
            "encode_prompt", "attention_mask = None\n\n        if clip_skip", "attention_mask = text_inputs.attention_mask\n\n        if clip_skip",
            13,
        ),
        edit_copies(
            "encode_prompt", "attention_mask = None\n\n        negative_prompt_embeds = self.text_encoder(",
            "attention_mask = uncond_input.attention_mask\n\n        negative_prompt_embeds = self.text_encoder(", 13,
        ),
    ),
    mutant(
        "t5-padding-masked", "T5 is given the padding's mask where the pipeline gives it none.", family("StableDiffusion3Pipeline", "FluxPipeline"),
        edit(
            ".pipelines.stable_diffusion_3.pipeline_stable_diffusion_3:StableDiffusion3Pipeline._get_t5_prompt_embeds",
            "self.text_encoder_3(text_input_ids.to(device))",
            "self.text_encoder_3(text_input_ids.to(device), attention_mask=text_inputs.attention_mask)",
        ),
        edit(
            ".pipelines.flux.pipeline_flux:FluxPipeline._get_t5_prompt_embeds", "output_hidden_states=False)[0]",
            "output_hidden_states=False, attention_mask=text_inputs.attention_mask)[0]",
        ),
    ),
    mutant(
        "t5-mask-ignored", "Chroma's T5 attends to padding.", _CHROMA,
        edit(
            ".pipelines.chroma.pipeline_chroma:ChromaPipeline._get_t5_prompt_embeds", "attention_mask=attention_mask.to(device)",
            "attention_mask=None",
        ),
    ),
    mutant(
        "chroma-without-one-padding-token", "Chroma's mask does not keep a token of padding.", _CHROMA,
        edit(".pipelines.chroma.pipeline_chroma:ChromaPipeline._get_t5_prompt_embeds", "mask_indices <= seq_lengths", "mask_indices < seq_lengths"),
    ),
    mutant(
        "chroma-boolean-mask", "Chroma's attention leaves masked tokens out instead of adding 0 or 1 to the scores.", _CHROMA,
        edit(
            ".models.transformers.transformer_chroma:ChromaTransformerBlock.forward",
            "attention_mask[:, None, None, :] * attention_mask[:, None, :, None]",
            "(attention_mask[:, None, None, :] * attention_mask[:, None, :, None]).bool()",
        ),
        edit(
            ".models.transformers.transformer_chroma:ChromaSingleTransformerBlock.forward",
            "attention_mask[:, None, None, :] * attention_mask[:, None, :, None]",
            "(attention_mask[:, None, None, :] * attention_mask[:, None, :, None]).bool()",
        ),
    ),
    mutant(
        "chroma-mask-of-keys", "Chroma's mask masks keys and not queries.", _CHROMA,
        edit(
            ".models.transformers.transformer_chroma:ChromaTransformerBlock.forward",
            "attention_mask[:, None, None, :] * attention_mask[:, None, :, None]", "attention_mask[:, None, None, :]",
        ),
    ),
    mutant(
        "inpainting-inverted", "The mask keeps what is to be painted.", _INPAINTING,
        edit_copies(
            "__call__", "latents = (1 - init_mask) * init_latents_proper + init_mask * latents",
            "latents = init_mask * init_latents_proper + (1 - init_mask) * latents", 12,
        ),
    ),
    mutant(
        "inpainting-noise-of-the-same-timestep", "The kept part has the noise of the step's own timestep.", _INPAINTING,
        edit_copies("__call__", "noise_timestep = timesteps[i + 1]", "noise_timestep = timesteps[i]", 13),
    ),
    mutant(
        "mask-before-latents", "A 9-channel U-Net is given the masked picture before the mask.",
        argument("mask_image", within="9-channels|33-channels"),
        edit_copies(
            "__call__", "torch.cat([latent_model_input, mask, masked_image_latents], dim=1)",
            "torch.cat([latent_model_input, masked_image_latents, mask], dim=1)", 8,
        ),
    ),
    mutant(
        "mask-not-binarized", "Soft masks stay soft.", _SOFT,
        edit(f"{_PROCESSOR}.binarize", "image[image >= 0.5] = 1", "pass"),
    ),
    mutant(
        "mask-threshold", "A mask of exactly one half is not painted.", _SOFT,
        edit(f"{_PROCESSOR}.binarize", "image[image < 0.5] = 0\n    image[image >= 0.5] = 1", "image[image <= 0.5] = 0\n    image[image > 0.5] = 1"),
    ),
    mutant(
        "mask-threshold-of-bytes", "The mask's threshold is 129 instead of 128.", _SOFT,
        edit(
            f"{_PROCESSOR}.binarize", "image[image < 0.5] = 0\n    image[image >= 0.5] = 1",
            "image[image < 0.505] = 0\n    image[image >= 0.505] = 1",
        ),
    ),
    mutant(
        "mask-resized-bilinearly", "The mask is resized to the latents bilinearly.", _INPAINTING,
        edit_copies(
            "prepare_mask_latents", "torch.nn.functional.interpolate(\n        mask,",
            "torch.nn.functional.interpolate(\n        mode='bilinear', input=mask,", 9,
        ),
    ),
    mutant(
        "mask-resized-by-nearest-exact", "The mask is resized to the latents by the pixels' centres.", _INPAINTING,
        edit_copies(
            "prepare_mask_latents", "torch.nn.functional.interpolate(\n        mask,",
            "torch.nn.functional.interpolate(\n        mode='nearest-exact', input=mask,", 9,
        ),
    ),
    mutant(
        "full-strength-never", "Inpainting noises the picture where the strength is 1, too.", named("Inpaint.*/([^/]*full-strength[^/]*|plain)$"),
        edit_copies("__call__", "is_strength_max = strength == 1.0", "is_strength_max = False", 9),
    ),
    mutant(
        "full-strength-from", "Inpainting starts from pure noise from a strength of 0.999.", named("Inpaint.*/default-strength$"),
        edit_copies("__call__", "is_strength_max = strength == 1.0", "is_strength_max = strength >= 0.999", 9),
    ),
    mutant(
        "sd3-mask-not-minus-one", "SD3's inpainting ControlNet is given 0 for masked pixels.", family("StableDiffusion3ControlNetInpaintingPipeline"),
        edit(
            ".pipelines.controlnet_sd3.pipeline_stable_diffusion_3_controlnet_inpainting:StableDiffusion3ControlNetInpaintingPipeline.prepare_image_with_mask",
            "masked_image[(mask > 0.5).repeat(1, 3, 1, 1)] = -1", "masked_image[(mask > 0.5).repeat(1, 3, 1, 1)] = 0",
        ),
    ),
]
