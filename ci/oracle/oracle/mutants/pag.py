"""Perturbed attention guidance."""

from .edits import edit
from .mutant import mutant
from .selections import argument, family, named

_MIXIN = ".pipelines.pag.pag_utils:PAGMixin"
_ATTENTION = ".models.attention_processor:PAGCFGIdentitySelfAttnProcessor2_0.__call__"
_JOINT = ".models.attention_processor:PAGCFGJointAttnProcessor2_0.__call__"
_UNETS = family("stable-diffusion-pag", "stable-diffusion-xl-pag")
_LAYERS = named("(pag|PAG).*/[^/]*layers?[^/]*$")
_SD3 = family("StableDiffusion3PAGPipeline", "StableDiffusion3PAGImg2ImgPipeline")

MUTANTS = [
    mutant(
        "scale-minus-one", "The scale is 1 too small.", _UNETS,
        edit(f"{_MIXIN}._get_pag_scale", "else:\n        return self.pag_scale", "else:\n        return self.pag_scale - 1"),
    ),
    mutant(
        "from-the-unconditional-part", "The perturbed part is subtracted from the unconditional one.", _UNETS,
        edit(
            f"{_MIXIN}._apply_perturbed_attention_guidance", "+ pag_scale * (noise_pred_text - noise_pred_perturb)\n        )",
            "+ pag_scale * (noise_pred_uncond - noise_pred_perturb)\n        )",
        ),
    ),
    mutant(
        "perturbed-rows-in-the-middle", "The perturbed rows stand before those of the prompt.", _UNETS,
        edit(
            f"{_MIXIN}._apply_perturbed_attention_guidance", "noise_pred_uncond, noise_pred_text, noise_pred_perturb = noise_pred.chunk(3)",
            "noise_pred_uncond, noise_pred_perturb, noise_pred_text = noise_pred.chunk(3)",
        ),
    ),
    mutant(
        "adaptive-by-the-step", "Adaptive scaling falls the other way round in time.", argument("pag_adaptive_scale"),
        edit(f"{_MIXIN}._get_pag_scale", "(1000 - t)", "t"),
    ),
    mutant(
        "adaptive-below-zero", "Adaptive scaling may become negative.", argument("pag_adaptive_scale"),
        edit(f"{_MIXIN}._get_pag_scale", "if signal_scale < 0:", "if False:"),
    ),
    mutant(
        "first-layer-alone", "Of the layers that match, the first one alone is perturbed.", (_LAYERS, _UNETS),
        edit(f"{_MIXIN}._set_pag_attn_processor", "for module in target_modules:", "for module in target_modules[:1]:"),
    ),
    mutant(
        "values-without-projection", "The perturbed attention gives its input instead of its values.", _UNETS,
        edit(_ATTENTION, "value = attn.to_v(hidden_states_ptb)\n    hidden_states_ptb = value", "pass"),
    ),
    mutant(
        "joint-text-rows", "SD3's perturbed attention keeps the text from the picture, too.", _SD3,
        edit(_JOINT, "full_mask[:identity_block_size, :identity_block_size] = float(\"-inf\")", "full_mask[:identity_block_size] = float(\"-inf\")"),
    ),
    mutant(
        "joint-without-diagonal", "SD3's perturbed attention keeps the pictures' tokens from themselves.", _SD3,
        edit(_JOINT, "full_mask[:identity_block_size, :identity_block_size].fill_diagonal_(0)", "pass"),
    ),
    mutant(
        "on-at-a-scale-of-zero", "A scale of 0 does not switch the perturbation off.", named("(pag|PAG).*/off[^/]*$"),
        edit(f"{_MIXIN}.do_perturbed_attention_guidance", "self._pag_scale > 0", "self._pag_scale >= 0"),
    ),
]
