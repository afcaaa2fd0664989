"""Autoencoders: scales, posteriors, tiles."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family, named

_KL = ".models.autoencoders.autoencoder_kl:AutoencoderKL"
_VAE = ".models.autoencoders.vae"
_DECODED = family("stable-diffusion", "stable-diffusion-xl")
_ENCODED = argument("image")
_FLOW = family("stable-diffusion-3", "flux", "chroma")
_TILED = named("(^|/)[^/]*(tiling|slicing)[^/]*$")
_TINY = named("tiny-vae")
_ASYMMETRIC = named("asymmetric-vae")

MUTANTS = [
    mutant(
        "decode-unscaled", "Latents are decoded without dividing by scaling_factor.", _DECODED,
        edit_copies("__call__", "latents / self.vae.config.scaling_factor", "latents", 56),
    ),
    mutant(
        "scale-of-stable-diffusion", "The autoencoder's scale is 0.18215 whatever its configuration says.", _FLOW,
        edit_copies("__call__", "latents / self.vae.config.scaling_factor", "latents / 0.18215", 56),
    ),
    mutant(
        "decode-without-shift", "shift_factor is not added before decoding.", _FLOW,
        edit_copies(
            "__call__", "(latents / self.vae.config.scaling_factor) + self.vae.config.shift_factor", "(latents / self.vae.config.scaling_factor)", 18,
        ),
    ),
    mutant(
        "shift-before-scale", "shift_factor is added before dividing by scaling_factor.", _FLOW,
        edit_copies(
            "__call__", "(latents / self.vae.config.scaling_factor) + self.vae.config.shift_factor",
            "(latents + self.vae.config.shift_factor) / self.vae.config.scaling_factor", 18,
        ),
    ),
    mutant(
        "encode-unscaled", "Encoded pictures are not multiplied by scaling_factor.", argument("image", within="StableDiffusion.*Inpaint"),
        edit_copies("_encode_vae_image", "image_latents = self.vae.config.scaling_factor * image_latents", "pass", 8),
    ),
    mutant(
        "encode-without-shift", "shift_factor is not subtracted after encoding.", argument("image", within="Flux|StableDiffusion3"),
        edit_copies(
            "_encode_vae_image", "(image_latents - self.vae.config.shift_factor) * self.vae.config.scaling_factor",
            "image_latents * self.vae.config.scaling_factor", 8,
        ),
    ),
    mutant(
        "mean-for-sample", "The posterior's mean is taken instead of a sample.", _ENCODED,
        edit_copies("retrieve_latents", "return encoder_output.latent_dist.sample(generator)", "return encoder_output.latent_dist.mode()", 29),
    ),
    mutant(
        "variance-for-deviation", "The posterior's noise is scaled by the variance.", _ENCODED,
        edit(f"{_VAE}:DiagonalGaussianDistribution.__init__", "torch.exp(0.5 * self.logvar)", "torch.exp(self.logvar)"),
    ),
    mutant(
        "logvar-first", "The posterior's logarithm of the variance is taken for its mean.", _ENCODED,
        edit(f"{_VAE}:DiagonalGaussianDistribution.__init__", "self.mean, self.logvar =", "self.logvar, self.mean ="),
    ),
    mutant(
        "logvar-not-clamped", "The posterior's logarithm of the variance is not clamped.", named("Img2Img.*/[^/]*vae[^/]*$"),
        edit(f"{_VAE}:DiagonalGaussianDistribution.__init__", "self.logvar = torch.clamp(self.logvar, -30.0, 20.0)", "pass"),
    ),
    mutant(
        "post-quant-conv-left-out", "The convolution before the decoder is left out.", _DECODED,
        edit(f"{_KL}._decode", "if self.post_quant_conv is not None:", "if False:"),
    ),
    mutant(
        "middle-attention-left-out", "The autoencoder's middle has no attention.", _DECODED,
        edit(".models.unets.unet_2d_blocks:UNetMidBlock2D.forward", "if attn is not None:", "if False:", 2),
    ),
    mutant(
        "tiles-not-blended", "Tiles are put side by side without blending.", _TILED,
        edit(f"{_KL}.blend_v", "blend_extent = min(a.shape[2], b.shape[2], blend_extent)", "blend_extent = 0"),
        edit(f"{_KL}.blend_h", "blend_extent = min(a.shape[3], b.shape[3], blend_extent)", "blend_extent = 0"),
    ),
    mutant(
        "tiles-blended-by-centres", "Tiles are blended with weights of the pixels' centres.", _TILED,
        edit(
            f"{_KL}.blend_h", "(1 - x / blend_extent) + b[:, :, :, x] * (x / blend_extent)",
            "(1 - (x + 0.5) / blend_extent) + b[:, :, :, x] * ((x + 0.5) / blend_extent)",
        ),
    ),
    mutant(
        "tiles-overlap", "Tiles overlap by an eighth instead of a quarter.", _TILED,
        edit(f"{_KL}.tiled_decode", "self.tile_overlap_factor", "0.125", 2),
        edit(f"{_KL}._tiled_encode", "self.tile_overlap_factor", "0.125", 2),
    ),
    mutant(
        "tiny-not-clamped", "The tiny autoencoder does not bend its latents by tanh.", _TINY,
        edit(f"{_VAE}:DecoderTiny.forward", "x = torch.tanh(x / 3) * 3", "pass"),
    ),
    mutant(
        "tiny-range", "The tiny autoencoder's pictures are taken for 0…1.", _TINY,
        edit(f"{_VAE}:EncoderTiny.forward", "x.add(1).div(2)", "x"),
    ),
    mutant(
        "asymmetric-without-mask", "The asymmetric autoencoder decodes without picture and mask.", _ASYMMETRIC,
        edit(".models.autoencoders.autoencoder_asym_kl:AsymmetricAutoencoderKL._decode", "self.decoder(z, image, mask)", "self.decoder(z)"),
    ),
    mutant(
        "asymmetric-mask-inverted", "The asymmetric autoencoder's mask is the wrong way round.", _ASYMMETRIC,
        edit(f"{_VAE}:MaskConditionDecoder.forward", "masked_image = (1 - mask) * image", "masked_image = mask * image", 2),
    ),
    mutant(
        "normalised-latents-ignored", "latents_mean and latents_std are ignored in decoding.", named("normalised-latents"),
        edit_copies(
            "__call__", 'has_latents_mean = hasattr(self.vae.config, "latents_mean") and self.vae.config.latents_mean is not None',
            "has_latents_mean = False", 12,
        ),
    ),
]
