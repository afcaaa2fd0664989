"""Latent consistency models."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import argument, family

_ALL = family("latent-consistency")
_TEXT = ".pipelines.latent_consistency_models.pipeline_latent_consistency_text2img:LatentConsistencyModelPipeline"
_IMAGES = ".pipelines.latent_consistency_models.pipeline_latent_consistency_img2img:LatentConsistencyModelImg2ImgPipeline"

MUTANTS = [
    mutant(
        "guidance-not-minus-one", "The guidance's embedding is of the scale itself.", _ALL,
        edit(f"{_TEXT}.__call__", "torch.tensor(self.guidance_scale - 1)", "torch.tensor(self.guidance_scale)"),
    ),
    mutant(
        "guidance-not-in-thousands", "The guidance's embedding is not of thousandths.", _ALL,
        edit(f"{_TEXT}.get_guidance_scale_embedding", "w = w * 1000.0", "w = w * 1.0"),
    ),
    mutant(
        "guidance-cosine-first", "The guidance's embedding has its cosines first.", _ALL,
        edit(f"{_TEXT}.get_guidance_scale_embedding", "[torch.sin(emb), torch.cos(emb)]", "[torch.cos(emb), torch.sin(emb)]"),
    ),
    mutant(
        "guidance-condition-left-out", "The U-Net is not told of the guidance.", _ALL,
        edit(".models.embeddings:TimestepEmbedding.forward", "if condition is not None:", "if False:"),
    ),
    mutant(
        "last-sample-decoded", "The result is the last sample instead of the denoised one.", argument("timesteps", within="latent-consistency"),
        edit_copies(
            "__call__", "denoised / self.vae.config.scaling_factor", "latents / self.vae.config.scaling_factor", 2,
            "diffusers.pipelines.latent_consistency",
        ),
        edit_copies("__call__", "image = denoised\n", "image = latents\n", 2, "diffusers.pipelines.latent_consistency"),
    ),
    mutant(
        "strength-after-the-schedule", "Image-to-image makes the schedule without its strength.", _ALL,
        edit(f"{_IMAGES}.__call__", "strength=strength,", "strength=1.0,"),
    ),
]
