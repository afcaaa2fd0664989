"""A tiny latent consistency model: Stable Diffusion's text encoder and VAE, the U-Net that is told the guidance scale."""

from diffusers import LCMScheduler

from ...parts import derive


def latent_consistency(folder) -> None:
    schedule = LCMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", original_inference_steps=50)
    derive(
        folder, "stable-diffusion", {"scheduler": ("diffusers", schedule)}, links={"unet": "unet-guidance-embedding"},
        _class_name="LatentConsistencyModelPipeline",
    )


CHECKPOINTS = {"latent-consistency": latent_consistency}
