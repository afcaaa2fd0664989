"""Other autoencoders, schedulers and methods of Stable Diffusion XL's own classes."""

from ...cases import FREEU, after
from ...schedulers import ancestral, deis, edm, flow, kdpm2, lms, multistep, sa, singlestep, tcd, unipc
from ..stable_diffusion.autoencoders import ASYMMETRIC_VAE, TINY_VAE
from .cases import IMAGE, INPAINT, REFINER, TEXT

CASES = [
    TEXT("tiny-vae", load=TINY_VAE, output_type="pil"),
    IMAGE("tiny-vae", load=TINY_VAE, output_type="np"),
    INPAINT("tiny-vae", load=TINY_VAE),
    INPAINT("asymmetric-vae", load=ASYMMETRIC_VAE, output_type="pil"),
    *[after(table("freeu"), FREEU) for table in (TEXT, IMAGE, INPAINT)],
    after(TEXT("upcast-vae", num_inference_steps=2, output_type="np"), ("upcast_vae", {})),
    TEXT("dpm-multistep-sde-karras", load=multistep(algorithm_type="sde-dpmsolver++", use_karras_sigmas=True)),
    TEXT("dpm-multistep-denoising-end", load=multistep(), num_inference_steps=5, denoising_end=0.6),
    TEXT("unipc", load=unipc()),
    TEXT("deis-trailing", load=deis(timestep_spacing="trailing")),
    TEXT("edm-euler", load=edm(sigma_min=0.002, sigma_max=20.0)),
    TEXT("tcd", load=tcd(), eta=0.4, num_inference_steps=4),
    TEXT("lms-linspace", load=lms(timestep_spacing="linspace")),
    IMAGE("dpm-multistep-lu-lambdas", load=multistep(use_lu_lambdas=True)),
    IMAGE("dpm-singlestep-denoising-start", load=singlestep(lower_order_final=True), denoising_start=0.45, num_inference_steps=5, inert=("strength",)),
    IMAGE("refiner-euler-ancestral", model=REFINER, load=ancestral()),
    IMAGE("refiner-unipc", model=REFINER, load=unipc(solver_order=3)),
    INPAINT("kdpm2", load=kdpm2()),
    INPAINT("sa-solver", load=sa()),
    INPAINT("dpm-multistep-karras", load=multistep(use_karras_sigmas=True)),
    *[table.error("scheduler-flow-match", load=flow()) for table in (TEXT, IMAGE, INPAINT)],
]
