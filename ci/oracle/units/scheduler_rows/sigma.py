"""Rows of the other classes on noise levels: LMS, Euler ancestral, Heun, DPM-Solver-2."""

from . import row
from .alpha import SD
from .euler import noise_levels, spacings

ZERO_SNR = {**SD, "rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}
COUNTS = (5, 16)

LMS = noise_levels("LMSDiscrete", counts=COUNTS) + spacings("LMSDiscrete") + [
    row("LMSDiscrete", "sample", {**SD, "prediction_type": "sample"}),
    row("LMSDiscrete", "one-step", SD, set=1),
]

ANCESTRAL = noise_levels("EulerAncestralDiscrete", counts=COUNTS) + [
    row("EulerAncestralDiscrete", "zero-snr", ZERO_SNR),
    row("EulerAncestralDiscrete", "sample", {**SD, "prediction_type": "sample"}, expect=["error"]),
]

HEUN = noise_levels("HeunDiscrete", counts=COUNTS) + spacings("HeunDiscrete") + [
    row("HeunDiscrete", "betas-exp", {"beta_schedule": "exp"}),
    row("HeunDiscrete", "sample", {**SD, "prediction_type": "sample"}),
    row("HeunDiscrete", "clip", {**SD, "clip_sample": True, "clip_sample_range": 0.7}),
    row("HeunDiscrete", "custom-timesteps", SD, set={"timesteps": [950, 700, 333, 120, 3]}),
    row("HeunDiscrete", "timesteps-karras", {"use_karras_sigmas": True}, set={"timesteps": [900, 1]}, expect=["error"]),
    row("HeunDiscrete", "timesteps-beta", {"use_beta_sigmas": True}, set={"timesteps": [900, 1]}, expect=["error"]),
    row("HeunDiscrete", "timesteps-and-steps", set={"timesteps": [900, 1], "num_inference_steps": 2}, expect=["error"]),
    row("HeunDiscrete", "no-arguments", set={}, expect=["error"]),
]


def two_stage(kind):
    return noise_levels(kind, counts=COUNTS) + spacings(kind) + [
        row(kind, "sample", {**SD, "prediction_type": "sample"}, expect=["error"]),
        row(kind, "one-step", SD, set=1),
    ]


SDE = noise_levels("DPMSolverSDE", {"noise_sampler_seed": 3}, counts=COUNTS) + spacings("DPMSolverSDE", {"noise_sampler_seed": 5}) + [
    row("DPMSolverSDE", "global-seed", SD),
    row("DPMSolverSDE", "long-seed", {**SD, "noise_sampler_seed": 2**40 + 7}),
    row("DPMSolverSDE", "s-noise", {**SD, "noise_sampler_seed": 3}, options={"s_noise": 0.7}),
    row("DPMSolverSDE", "sample", {**SD, "prediction_type": "sample"}, expect=["error"]),
    row("DPMSolverSDE", "one-step", {**SD, "noise_sampler_seed": 3}, set=1),
]

ROWS = SDE + LMS + ANCESTRAL + HEUN + two_stage("KDPM2Discrete") + two_stage("KDPM2AncestralDiscrete")
