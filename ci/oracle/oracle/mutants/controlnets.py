"""ControlNets of all families."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named

_NETS = family("stable-diffusion-controlnet", "stable-diffusion-xl-controlnet")
_UNIONS = family("stable-diffusion-xl-controlnet-union")
_FLUX = family("flux-controlnet")
_SD3 = family("StableDiffusion3ControlNetPipeline", "StableDiffusion3ControlNetInpaintingPipeline")
_GUESSES = argument("guess_mode", within="xl-controlnet/|diffusion-controlnet/")
_TWO = named("controlnet.*/[^/]*two-nets[^/]*$")
_SPANS = argument("control_guidance_start", "control_guidance_end")

_NET = ".models.controlnets.controlnet:ControlNetModel.forward"
_UNION = ".models.controlnets.controlnet_union:ControlNetUnionModel.forward"
_KEEP = "1.0 - float(i / len(timesteps) < s or (i + 1) / len(timesteps) > e)"

MUTANTS = [
    mutant(
        "scale-ignored", "controlnet_conditioning_scale is ignored.", argument("controlnet_conditioning_scale"),
        edit(_NET, "sample * conditioning_scale for sample in", "sample for sample in"),
        edit(_NET, "mid_block_res_sample = mid_block_res_sample * conditioning_scale", "pass"),
    ),
    mutant(
        "residuals-shifted", "Each residual goes to the block after its own.", _NETS,
        edit(
            _NET, "down_block_res_samples = controlnet_down_block_res_samples\n",
            "down_block_res_samples = tuple(a if a.shape == b.shape else b for a, b in zip(controlnet_down_block_res_samples[-1:] + controlnet_down_block_res_samples[:-1], controlnet_down_block_res_samples))\n",
        ),
    ),
    mutant(
        "one-block-too-few", "The last residual of the down blocks is left out.", _NETS,
        edit(
            _NET, "down_block_res_samples = controlnet_down_block_res_samples\n",
            "down_block_res_samples = controlnet_down_block_res_samples[:-1] + (0 * controlnet_down_block_res_samples[-1],)\n",
        ),
    ),
    mutant(
        "bgr-ignored", "controlnet_conditioning_channel_order is ignored.", named("controlnet.*/[^/]*bgr"),
        edit(_NET, "torch.flip(controlnet_cond, dims=[1])", "controlnet_cond"),
    ),
    mutant(
        "guess-scales-linear", "Guess mode's scales grow linearly from 0.1 to 1.", _GUESSES,
        edit(
            _NET, "torch.logspace(-1, 0, len(down_block_res_samples) + 1, device=sample.device)",
            "torch.linspace(0.1, 1, len(down_block_res_samples) + 1)",
        ),
    ),
    mutant(
        "guess-scales-without-the-middle", "Guess mode's scales reach 1 before the middle block.", _GUESSES,
        edit(
            _NET, "torch.logspace(-1, 0, len(down_block_res_samples) + 1, device=sample.device)",
            "torch.logspace(-1, 0, len(down_block_res_samples))",
        ),
    ),
    mutant(
        "guess-for-both-halves", "Guess mode gives the residuals to the unconditional half, too.", _GUESSES,
        edit_copies("__call__", "torch.cat([torch.zeros_like(d), d]) for d", "torch.cat([d, d]) for d", 10),
    ),
    mutant(
        "global-pool-ignored", "global_pool_conditions does not average the residuals.", named("controlnet.*/global-pool"),
        edit(_NET, "if self.config.global_pool_conditions:\n        down", "if False:\n        down"),
    ),
    mutant(
        "span-inclusive", "A ControlNet's span leaves out the step that ends at its end.", _SPANS,
        edit_copies("__call__", _KEEP, "1.0 - float(i / len(timesteps) < s or (i + 1) / len(timesteps) >= e)", 18),
    ),
    mutant(
        "span-swapped", "Start and end of a ControlNet are swapped.", _SPANS,
        edit_copies("__call__", _KEEP, "1.0 - float(i / len(timesteps) < 1 - e or (i + 1) / len(timesteps) > 1 - s)", 18),
    ),
    mutant(
        "pictures-of-nets-swapped", "The pictures of several ControlNets are swapped.", _TWO,
        edit(
            ".models.controlnets.multicontrolnet:MultiControlNetModel.forward", "zip(controlnet_cond, conditioning_scale, self.nets)",
            "zip(controlnet_cond[::-1], conditioning_scale, self.nets)",
        ),
    ),
    mutant(
        "scales-of-nets", "Several ControlNets have the first one's scale.", _TWO,
        edit(
            ".models.controlnets.multicontrolnet:MultiControlNetModel.forward", "conditioning_scale=scale",
            "conditioning_scale=conditioning_scale[0]",
        ),
    ),
    mutant(
        "several-pictures-tiled", "Several control pictures come in turns instead of picture by picture.",
        named("controlnet.*/(two-prompts-two-images|.*two-pictures.*)$"),
        edit_copies(
            "prepare_image", "image = image.repeat_interleave(repeat_by, dim=0)", "image = image.repeat(repeat_by, *[1] * (image.ndim - 1))", 12,
        ),
        edit_copies(
            "prepare_control_image", "image = image.repeat_interleave(repeat_by, dim=0)", "image = image.repeat(repeat_by, *[1] * (image.ndim - 1))",
            8,
        ),
    ),
    mutant(
        "union-kind-embedding", "A Union ControlNet takes every picture for the first kind.", _UNIONS,
        edit(_UNION, "self.task_embedding[control_idx]", "self.task_embedding[0]"),
    ),
    mutant(
        "union-kinds-one-hot", "A Union ControlNet is told of the last kind alone.", named("ControlNetUnionPipeline/[^/]*(kind|two|fewer)[^/]*$"),
        edit(
            ".pipelines.controlnet.pipeline_controlnet_union_sd_xl:StableDiffusionXLControlNetUnionPipeline.__call__",
            "torch.zeros(controlnet.config.num_control_type).scatter_(0, torch.tensor(control_mode), 1)",
            "torch.zeros(controlnet.config.num_control_type).scatter_(0, torch.tensor(control_mode[-1:]), 1)",
        ),
    ),
    mutant(
        "union-kind-ignored", "A Union ControlNet's time embedding does not know the kinds.", _UNIONS,
        edit(_UNION, "emb = emb + control_emb", "pass"),
    ),
    mutant(
        "flux-interval-rounded-down", "Flux' residuals are spread by a number of blocks that is rounded down.",
        named("flux-controlnet.*/[^/]*deep[^/]*$"),
        edit(
            ".models.transformers.transformer_flux:FluxTransformer2DModel.forward", "int(np.ceil(interval_control))", "max(int(interval_control), 1)",
            2,
        ),
        edit(
            ".models.transformers.transformer_flux:FluxTransformer2DModel.forward", "controlnet_block_samples[index_block // interval_control]",
            "controlnet_block_samples[min(index_block // interval_control, len(controlnet_block_samples) - 1)]",
        ),
        edit(
            ".models.transformers.transformer_flux:FluxTransformer2DModel.forward",
            "controlnet_single_block_samples[index_block // interval_control]",
            "controlnet_single_block_samples[min(index_block // interval_control, len(controlnet_single_block_samples) - 1)]",
        ),
    ),
    mutant(
        "flux-hint-repeat", "Residuals of a Flux hint ControlNet are spread instead of repeated.", named("flux-controlnet.*/[^/]*(hint|deep)[^/]*$"),
        edit(".models.transformers.transformer_flux:FluxTransformer2DModel.forward", "if controlnet_blocks_repeat:", "if False:"),
    ),
    mutant(
        "sd3-residual-of-the-last-block", "SD3's last block gets a residual, too.", _SD3,
        edit(
            ".models.transformers.transformer_sd3:SD3Transformer2DModel.forward",
            "block_controlnet_hidden_states is not None and block.context_pre_only is False", "block_controlnet_hidden_states is not None",
        ),
    ),
    mutant(
        "union-attention-over-pictures", "A Union ControlNet's attention joins the pictures of a sample, where upstream's joins the batch.", _UNIONS,
        edit(
            ".models.controlnets.controlnet_union:ResidualAttentionBlock.attention",
            "self.attn(x, x, x, need_weights=False, attn_mask=self.attn_mask)[0]",
            "self.attn(*[x.transpose(0, 1)] * 3, need_weights=False, attn_mask=self.attn_mask)[0].transpose(0, 1)",
        ),
    ),
    mutant(
        "sd3-interval-rounded-down", "SD3's residuals are spread by a number of blocks that is rounded down.", _SD3,
        edit(
            ".models.transformers.transformer_sd3:SD3Transformer2DModel.forward", "int(index_block / interval_control)",
            "min(index_block // max(int(interval_control), 1), len(block_controlnet_hidden_states) - 1)",
        ),
    ),
]
