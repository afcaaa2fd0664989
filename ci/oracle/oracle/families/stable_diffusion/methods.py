"""Methods that are called between loading and calling."""

from ...cases import FREEU, after
from .autoencoders import TINY_VAE
from .cases import IMAGE, INPAINT, SD2, TEXT
from .conversions import converted


def latent(table, variant: str, **options):
    return table(variant, **{"num_inference_steps": 3, "output_type": "latent"} | options)


_FREEU_OFF = ("disable_freeu", {})
_ERRORS = {
    "freeu-without-arguments": ("enable_freeu", {}),
    "freeu-with-one-argument": ("enable_freeu", {"s1": 0.9}),
    "freeu-with-three-arguments": ("enable_freeu", {"s1": 0.9, "s2": 0.2, "b1": 1.2}),
    "freeu-with-another-argument": ("enable_freeu", FREEU[1] | {"b3": 1.5}),
    "tiling-with-an-argument": ("enable_vae_tiling", {"use_tiling": True}),
    "no-upcast": ("upcast_vae", {}),
    "no-layers": ("set_pag_applied_layers", {"pag_applied_layers": "mid"}),
}

CASES = [
    *[after(latent(table, "freeu"), FREEU) for table in (TEXT, IMAGE, INPAINT)],
    after(latent(TEXT, "freeu-sd2", model=SD2), ("enable_freeu", {"s1": 0.6, "s2": 0.4, "b1": 1.1, "b2": 1.3})),
    after(latent(TEXT, "freeu-with-a-zero", num_inference_steps=2), ("enable_freeu", FREEU[1] | {"s2": 0})),
    after(latent(TEXT, "freeu-changed"), FREEU, ("enable_freeu", {"s1": 0.5, "s2": 0.7, "b1": 1.4, "b2": 1.6})),
    after(latent(TEXT, "freeu-disabled", num_inference_steps=2), FREEU, _FREEU_OFF),
    after(converted(latent(IMAGE, "freeu-from-text-to-image"), "text-to-image"), FREEU),
    after(latent(TEXT, "fused-projections"), ("fuse_qkv_projections", {})),
    after(latent(TEXT, "fused-projections-of-the-unet", load=TINY_VAE, num_inference_steps=2), ("fuse_qkv_projections", {"vae": False})),
    after(latent(TEXT, "attention-slicing"), ("enable_attention_slicing", {"slice_size": "max"})),
    after(TEXT("vae-tiling-disabled", num_inference_steps=2, height=24, width=40, output_type="pil"), ("enable_vae_tiling", {}), ("disable_vae_tiling", {})),
    *[after(TEXT.error(name), step) for name, step in _ERRORS.items()],
    after(TEXT.error("fused-projections", load=TINY_VAE), ("fuse_qkv_projections", {})),
]
