"""The other schedulers in Stable Diffusion's own classes: text to image, image to image (which adds noise) and inpainting (which adds it after every step)."""

from functools import partial

from ...cases import scheduler
from .cases import IMAGE, INPAINT, SD2, TEXT

ancestral = partial(scheduler, "EulerAncestralDiscreteScheduler")
deis = partial(scheduler, "DEISMultistepScheduler")
edm = partial(scheduler, "EDMEulerScheduler")
euler = partial(scheduler, "EulerDiscreteScheduler")
heun = partial(scheduler, "HeunDiscreteScheduler")
kdpm2 = partial(scheduler, "KDPM2DiscreteScheduler")
kdpm2_ancestral = partial(scheduler, "KDPM2AncestralDiscreteScheduler")
lcm = partial(scheduler, "LCMScheduler")
lms = partial(scheduler, "LMSDiscreteScheduler")
multistep = partial(scheduler, "DPMSolverMultistepScheduler")
sa = partial(scheduler, "SASolverScheduler")
sde = partial(scheduler, "DPMSolverSDEScheduler")
singlestep = partial(scheduler, "DPMSolverSinglestepScheduler")
tcd = partial(scheduler, "TCDScheduler")
unipc = partial(scheduler, "UniPCMultistepScheduler")

_TEXT = {
    "lms": lms(),
    "lms-karras": lms(use_karras_sigmas=True, timestep_spacing="linspace"),
    "lms-beta": lms(use_beta_sigmas=True),
    "euler-ancestral": ancestral(),
    "euler-ancestral-trailing-zero-snr": ancestral(timestep_spacing="trailing", rescale_betas_zero_snr=True),
    "heun": heun(),
    "heun-exponential": heun(use_exponential_sigmas=True),
    "heun-clipped-beta": heun(use_beta_sigmas=True, clip_sample=True, clip_sample_range=2.0),
    "kdpm2": kdpm2(),
    "kdpm2-exponential": kdpm2(use_exponential_sigmas=True),
    "kdpm2-ancestral": kdpm2_ancestral(),
    "kdpm2-ancestral-karras": kdpm2_ancestral(use_karras_sigmas=True),
    "dpm-multistep": multistep(),
    "dpm-multistep-karras-heun": multistep(use_karras_sigmas=True, solver_type="heun"),
    "dpm-multistep-order-3-lu-lambdas": multistep(use_lu_lambdas=True, solver_order=3),
    "dpm-multistep-noise-prediction": multistep(algorithm_type="dpmsolver", final_sigmas_type="sigma_min"),
    "dpm-multistep-sde": multistep(algorithm_type="sde-dpmsolver++"),
    "dpm-multistep-sde-noise-prediction-heun": multistep(algorithm_type="sde-dpmsolver", final_sigmas_type="sigma_min", solver_type="heun"),
    "dpm-multistep-thresholding": multistep(thresholding=True, sample_max_value=2.5, dynamic_thresholding_ratio=0.9),
    "dpm-multistep-euler-at-final": multistep(euler_at_final=True, timestep_spacing="trailing"),
    "dpm-multistep-no-lower-order": multistep(lower_order_final=False, final_sigmas_type="sigma_min"),
    "dpm-multistep-exponential": multistep(use_exponential_sigmas=True),
    "dpm-multistep-beta": multistep(use_beta_sigmas=True),
    "dpm-singlestep": singlestep(),
    "dpm-singlestep-order-3": singlestep(solver_order=3, timestep_spacing="trailing"),
    "dpm-singlestep-order-1": singlestep(solver_order=1, use_karras_sigmas=True),
    "dpm-singlestep-heun": singlestep(solver_type="heun", lower_order_final=True),
    "deis": deis(),
    "deis-order-3-karras": deis(solver_order=3, use_karras_sigmas=True),
    "deis-beta": deis(use_beta_sigmas=True),
    "unipc": unipc(),
    "unipc-order-3-bh1": unipc(solver_order=3, solver_type="bh1", final_sigmas_type="sigma_min"),
    "unipc-noise-prediction": unipc(predict_x0=False, final_sigmas_type="sigma_min"),
    "unipc-no-corrector-exponential": unipc(disable_corrector=[0, 1], use_exponential_sigmas=True),
    "unipc-trailing-zero-snr": unipc(timestep_spacing="trailing", rescale_betas_zero_snr=True),
    "sa-solver": sa(),
    "sa-solver-orders-karras": sa(predictor_order=3, corrector_order=2, use_karras_sigmas=True),
    "sa-solver-noise-prediction": sa(algorithm_type="noise_prediction"),
    "edm-euler": edm(sigma_max=20.0),
    "edm-euler-exponential": edm(sigma_schedule="exponential", sigma_max=30.0, sigma_data=0.7),
    "ddpm-parallel": scheduler("DDPMParallelScheduler"),
    "ddim-inverse": scheduler("DDIMInverseScheduler"),
    "dpm-multistep-inverse": scheduler("DPMSolverMultistepInverseScheduler"),
    "dpm-multistep-inverse-karras-heun": scheduler("DPMSolverMultistepInverseScheduler", use_karras_sigmas=True, solver_type="heun"),
    "lcm": lcm(),
    "tcd": tcd(),
    "cogvideox-ddim": scheduler("CogVideoXDDIMScheduler", snr_shift_scale=2.0),
}
_IMAGE = {
    "lms": lms(),
    "euler-ancestral": ancestral(),
    "heun-karras": heun(use_karras_sigmas=True),
    "kdpm2-beta": kdpm2(use_beta_sigmas=True),
    "kdpm2-ancestral": kdpm2_ancestral(),
    "dpm-multistep": multistep(),
    "dpm-multistep-sde-karras": multistep(algorithm_type="sde-dpmsolver++", use_karras_sigmas=True),
    "dpm-multistep-lu-lambdas": multistep(use_lu_lambdas=True),
    "dpm-singlestep": singlestep(lower_order_final=True),
    "deis": deis(),
    "deis-exponential": deis(use_exponential_sigmas=True),
    "unipc": unipc(),
    "unipc-beta": unipc(use_beta_sigmas=True),
    "sa-solver": sa(),
    "edm-euler": edm(sigma_max=20.0),
    "ddim-parallel": scheduler("DDIMParallelScheduler"),
    "ddpm-parallel": scheduler("DDPMParallelScheduler"),
    "dpm-multistep-inverse": scheduler("DPMSolverMultistepInverseScheduler"),
    "lcm": lcm(),
    "tcd": tcd(),
    "cogvideox-ddim": scheduler("CogVideoXDDIMScheduler"),
}
_INPAINT = {
    "lms-exponential": lms(use_exponential_sigmas=True),
    "euler-ancestral": ancestral(),
    "heun": heun(),
    "kdpm2": kdpm2(),
    "kdpm2-ancestral-beta": kdpm2_ancestral(use_beta_sigmas=True),
    "dpm-multistep-karras": multistep(use_karras_sigmas=True),
    "dpm-multistep-sde": multistep(algorithm_type="sde-dpmsolver++"),
    "dpm-singlestep-karras": singlestep(use_karras_sigmas=True),
    "deis-karras": deis(use_karras_sigmas=True),
    "unipc-karras": unipc(use_karras_sigmas=True),
    "sa-solver-exponential": sa(use_exponential_sigmas=True),
    "edm-euler-sigma-min": edm(sigma_max=20.0, final_sigmas_type="sigma_min"),
    "ddim-parallel": scheduler("DDIMParallelScheduler"),
    "ddpm-parallel": scheduler("DDPMParallelScheduler", variance_type="fixed_large"),
    "lcm": lcm(),
    "tcd": tcd(),
    "cogvideox-ddim": scheduler("CogVideoXDDIMScheduler"),
}
_REFUSED = {
    "cogvideox-dpm": scheduler("CogVideoXDPMScheduler"),
    "flow-match-euler": scheduler("FlowMatchEulerDiscreteScheduler"),
    "flow-match-heun": scheduler("FlowMatchHeunDiscreteScheduler"),
    "unclip": scheduler("UnCLIPScheduler", beta_schedule="squaredcos_cap_v2"),
    "wuerstchen": scheduler("DDPMWuerstchenScheduler"),
}
_CUSTOM = dict(num_inference_steps=..., timesteps=[961, 505, 120], output_type="latent")
#: The tree's own seed comes from the global generator.
_SEEDED = dict(request={"global_seed": 5}, output_type="latent")

CASES = [
    *[TEXT(name, load=load, num_inference_steps=4, output_type="latent") for name, load in _TEXT.items()],
    TEXT("dpm-multistep-v-prediction", model=SD2, load=multistep(), output_type="latent"),
    TEXT("dpm-multistep-timesteps", load=multistep(), **_CUSTOM),
    TEXT("dpm-singlestep-timesteps", load=singlestep(lower_order_final=True), **_CUSTOM),
    TEXT("heun-timesteps", load=heun(), **_CUSTOM),
    TEXT("tcd-timesteps", load=tcd(), **_CUSTOM),
    TEXT("tcd-eta", load=tcd(), eta=0.6, output_type="latent"),
    TEXT("ddim-parallel-eta", load=scheduler("DDIMParallelScheduler"), eta=0.5, output_type="latent"),
    # The Brownian tree splits intervals as they round: only some schedules draw as often in float32.
    TEXT("dpm-sde", load=sde(), num_inference_steps=2, **_SEEDED),
    TEXT("dpm-sde-seeded-karras", load=sde(noise_sampler_seed=7, use_karras_sigmas=True), num_inference_steps=2, output_type="latent"),
    TEXT("dpm-sde-two-prompts", load=sde(), prompt=["a corgi wearing sunglasses on the beach", "a robot playing chess"], num_inference_steps=2, **_SEEDED),
    *[IMAGE(name, load=load, output_type="latent") for name, load in _IMAGE.items()],
    *[INPAINT(name, load=load, strength=0.9, num_inference_steps=4, output_type="latent") for name, load in _INPAINT.items()],
    INPAINT("dpm-sde-beta", load=sde(use_beta_sigmas=True), strength=0.7, **_SEEDED),
    IMAGE("dpm-sde-exponential", load=sde(use_exponential_sigmas=True), **_SEEDED),
    *[table.error(f"scheduler-{name}", load=load) for table in (TEXT, IMAGE, INPAINT) for name, load in _REFUSED.items()],
    IMAGE.error("scheduler-ddim-inverse", load=scheduler("DDIMInverseScheduler")),
    INPAINT.error("scheduler-ddim-inverse", load=scheduler("DDIMInverseScheduler")),
]
