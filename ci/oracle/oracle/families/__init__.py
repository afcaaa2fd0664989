"""The pipeline families. A family is a module with CHECKPOINTS (name → function that builds a pipeline or writes a folder) and CASES."""

from . import (
    chroma, flux, flux_controlnet, latent_consistency, stable_diffusion, stable_diffusion_3, stable_diffusion_controlnet, stable_diffusion_pag,
    stable_diffusion_xl, stable_diffusion_xl_controlnet, stable_diffusion_xl_controlnet_pag, stable_diffusion_xl_controlnet_union,
    stable_diffusion_xl_pag,
)

FAMILIES = {
    "stable-diffusion": stable_diffusion,
    "stable-diffusion-controlnet": stable_diffusion_controlnet,
    "stable-diffusion-pag": stable_diffusion_pag,
    "stable-diffusion-xl": stable_diffusion_xl,
    "stable-diffusion-xl-pag": stable_diffusion_xl_pag,
    "stable-diffusion-xl-controlnet": stable_diffusion_xl_controlnet,
    "stable-diffusion-xl-controlnet-pag": stable_diffusion_xl_controlnet_pag,
    "stable-diffusion-xl-controlnet-union": stable_diffusion_xl_controlnet_union,
    "latent-consistency": latent_consistency,
    "flux": flux,
    "stable-diffusion-3": stable_diffusion_3,
    "flux-controlnet": flux_controlnet,
    "chroma": chroma,
}
