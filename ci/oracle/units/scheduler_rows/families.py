"""Rows of the classes that belong to single families of models: EDM, consistency models, flows, unCLIP, Wuerstchen, CogVideoX."""

from . import row
from .alpha import FREE, LEARNED, SD, SPACINGS, THRESHOLD, TRAINED
from .euler import spacings
from .solvers import FLOW

TOKENS = {"shift": 1.5}
VELOCITY = {"prediction_type": "v_prediction"}

EDM = [
    row("EDMEuler", "defaults"),
    row("EDMEuler", "exponential", {"sigma_schedule": "exponential"}),
    row("EDMEuler", "v-prediction", {**VELOCITY, "sigma_max": 20.0, "sigma_data": 1.0, "rho": 5.0}),
    row("EDMEuler", "sigma-min", {"final_sigmas_type": "sigma_min"}),
    row("EDMEuler", "churn", options={"s_churn": 3.0, "s_noise": 1.1}),
    row("EDMEuler", "add-noise", set=10, begin=4, add_noise=True, limit=3),
    row("EDMEuler", "unknown-schedule", {"sigma_schedule": "cubic"}, expect=["error"]),
    row("EDMEuler", "unknown-final", {"final_sigmas_type": "one"}, expect=["error"]),
    row("EDMEuler", "unknown-prediction", {"prediction_type": "sample"}, expect=["error"]),
    row("EDMEuler", "custom-sigmas", set={"num_inference_steps": 2, "sigmas": [3.0, 1.0]}, expect=["error"]),
]

PARALLEL = [
    row("DDIMParallel", "eta", {**SD, **FREE}, options={"eta": 0.7}),
    row("DDIMParallel", "threshold", {**SD, **THRESHOLD}),
    row("DDIMParallel", "unknown-schedule", {"beta_schedule": "cubic"}, expect=["error"]),
    row("DDPMParallel", "learned-range", LEARNED, learned=True),
    row("DDPMParallel", "custom-timesteps", {**SD, **FREE}, set={"timesteps": [950, 700, 333, 120, 3]}),
    row("DDPMParallel", "unknown-schedule", {"beta_schedule": "cubic"}, expect=["error"]),
]

INVERSE = [
    *[row("DDIMInverse", f"spacing-{spacing}", {**SD, **FREE, "timestep_spacing": spacing, "steps_offset": 1}) for spacing in SPACINGS[1:]],
    *[row("DDIMInverse", f"prediction-{name}", {**SD, **FREE, "prediction_type": name}) for name in ("sample", "v_prediction")],
    row("DDIMInverse", "clip", {**SD, "clip_sample_range": 0.7, "set_alpha_to_one": False}),
    row("DDIMInverse", "zero-snr", {**SD, **FREE, **VELOCITY, "rescale_betas_zero_snr": True}),
    row("DDIMInverse", "linspace", {"timestep_spacing": "linspace"}, expect=["error"]),
    row("DDIMInverse", "unknown-prediction", {"prediction_type": "velocity"}, expect=["error"]),
    row("DDIMInverse", "add-noise", add_noise=True, expect=["error"]),
    *[
        row("DPMSolverMultistepInverse", f"spacing-{spacing}", {**SD, "timestep_spacing": spacing, "steps_offset": 1}, set=7)
        for spacing in SPACINGS
    ],
    *spacings("DPMSolverMultistepInverse"),
    *[
        row("DPMSolverMultistepInverse", f"{algorithm}-{order}", {**SD, "algorithm_type": algorithm, "solver_order": order})
        for algorithm in ("dpmsolver", "dpmsolver++", "sde-dpmsolver++") for order in (2, 3) if algorithm[0] != "s" or order == 2
    ],
    row("DPMSolverMultistepInverse", "sde-3", {**SD, "algorithm_type": "sde-dpmsolver++", "solver_order": 3}, expect=["error"]),
    row("DPMSolverMultistepInverse", "euler-at-final", {**SD, "euler_at_final": True}, set=16, limit=4),
    row("DPMSolverMultistepInverse", "clipped", {"beta_schedule": "squaredcos_cap_v2", "lambda_min_clipped": -5.1}),
    row("DPMSolverMultistepInverse", "repeated", {**SD, "use_karras_sigmas": True}, set=40, steps=False),
    row("DPMSolverMultistepInverse", "flow", {**SD, **FLOW}),
    row("DPMSolverMultistepInverse", "add-noise", SD, set=10, add_noise=True, limit=2),
    row("DPMSolverMultistepInverse", "unknown-spacing", {"timestep_spacing": "even"}, expect=["error"]),
]


def consistency(kind):
    return [
        *[row(kind, f"steps-{count}", set=count) for count in (1, 2, 4, 7)],
        *[row(kind, f"prediction-{name}", {"prediction_type": name}) for name in ("sample", "v_prediction")],
        row(kind, "original-25", {"original_inference_steps": 100}, set={"num_inference_steps": 4, "original_inference_steps": 25}),
        row(kind, "strength", set={"num_inference_steps": 4, "strength": 0.6}),
        row(kind, "custom-timesteps", set={"timesteps": [999, 500, 259, 19]}),
        row(kind, "custom-strength", set={"timesteps": [999, 500, 259, 19], "strength": 0.5}),
        row(kind, "betas-linear", {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02}),
        row(kind, "trained-betas", {"trained_betas": TRAINED, "num_train_timesteps": 12, "original_inference_steps": 6}, set=3),
        row(kind, "zero-snr", {**VELOCITY, "rescale_betas_zero_snr": True}),
        row(kind, "add-noise", set=4, begin=1, add_noise=True),
        row(kind, "first-alpha", {"set_alpha_to_one": False}, set=3),
        row(kind, "no-arguments", set={}, expect=["error"]),
        row(kind, "timesteps-and-steps", set={"timesteps": [999, 19], "num_inference_steps": 2}, expect=["error"]),
        row(kind, "ascending", set={"timesteps": [19, 999]}, expect=["error"]),
        row(kind, "beyond", set={"timesteps": [1000, 19]}, expect=["error"]),
        row(kind, "too-many", set=51, expect=["error"]),
        row(kind, "too-many-training", set=1001, expect=["error"]),
        row(kind, "too-weak", set={"num_inference_steps": 8, "strength": 0.1}, expect=["error"]),
        row(kind, "too-strong", set={"num_inference_steps": 60, "strength": 1.5}, expect=["error"]),
        row(kind, "original-too-many", {"original_inference_steps": 2000}, expect=["error"]),
        row(kind, "unknown-prediction", {"prediction_type": "velocity"}, expect=["error"]),
    ]


LCM = consistency("LCM") + [
    row("LCM", "clip", {"clip_sample": True, "clip_sample_range": 0.7}),
    row("LCM", "threshold", THRESHOLD),
    row("LCM", "scaling", {"timestep_scaling": 0.001}),
]
TCD = consistency("TCD") + [
    *[row("TCD", f"eta-{eta}", options={"eta": eta}) for eta in (0.0, 0.5, 1.0)],
    row("TCD", "eta-two", options={"eta": 2.0}, expect=["error"]),
]

DYNAMIC = {"use_dynamic_shifting": True}
SIGMAS = [1.0, 0.8, 0.55, 0.3, 0.1]
FLOW_EULER = [
    *[row("FlowMatchEulerDiscrete", f"steps-{count}", set=count, limit=5) for count in (1, 2, 5, 28)],
    row("FlowMatchEulerDiscrete", "shift", {"shift": 3.0}),
    row("FlowMatchEulerDiscrete", "shift-28", {"shift": 3.0}, set=28, steps=False),
    row("FlowMatchEulerDiscrete", "dynamic", DYNAMIC, set={"num_inference_steps": 5, "mu": 0.87}),
    row("FlowMatchEulerDiscrete", "dynamic-linear", {**DYNAMIC, "time_shift_type": "linear"}, set={"num_inference_steps": 5, "mu": 0.87}),
    row("FlowMatchEulerDiscrete", "dynamic-sigmas", DYNAMIC, set={"sigmas": SIGMAS, "mu": 1.15}),
    row("FlowMatchEulerDiscrete", "terminal", {**DYNAMIC, "shift_terminal": 0.1}, set={"num_inference_steps": 5, "mu": 0.87}),
    row("FlowMatchEulerDiscrete", "terminal-sigmas", {"shift_terminal": 0.1}, set={"sigmas": SIGMAS}),
    row("FlowMatchEulerDiscrete", "sigmas", {"shift": 3.0}, set={"sigmas": SIGMAS}),
    row("FlowMatchEulerDiscrete", "timesteps", {"shift": 3.0}, set={"timesteps": [1000.0, 770.5, 410.0, 33.3]}),
    row("FlowMatchEulerDiscrete", "sigmas-and-timesteps", set={"sigmas": SIGMAS, "timesteps": [1000.0, 900.0, 500.0, 200.0, 100.0]}),
    row("FlowMatchEulerDiscrete", "inverted", {"invert_sigmas": True, "shift": 2.0}),
    row("FlowMatchEulerDiscrete", "inverted-timesteps", {"invert_sigmas": True}, set={"timesteps": [1000.0, 770.5, 410.0]}),
    row("FlowMatchEulerDiscrete", "stochastic", {"stochastic_sampling": True}),
    row("FlowMatchEulerDiscrete", "train-12", {"num_train_timesteps": 12, "shift": 1.5}),
    *spacings("FlowMatchEulerDiscrete", base={}),
    row("FlowMatchEulerDiscrete", "karras-sigmas", {"use_karras_sigmas": True}, set={"sigmas": SIGMAS}),
    row("FlowMatchEulerDiscrete", "scale-noise", set=10, begin=4, add_noise=True, limit=3),
    row("FlowMatchEulerDiscrete", "scale-noise-by-timestep", set=10, add_noise=True, limit=2),
    row("FlowMatchEulerDiscrete", "set-shift", {"shift": 3.0}, shift=1.7),
    row("FlowMatchEulerDiscrete", "set-shift-sigmas", set={"sigmas": SIGMAS}, shift=2.5),
    row("FlowMatchEulerDiscrete", "per-token", TOKENS, set=6, tokens=[[1000.0, 650.5, 333.0], [700.0, 0.0, 12.5]]),
    row("FlowMatchEulerDiscrete", "per-token-stochastic", {**TOKENS, "stochastic_sampling": True}, set=4, tokens=[[910.0, 480.25, 75.0], [250.0, 1000.0, 500.0]]),
    row("FlowMatchEulerDiscrete", "no-mu", DYNAMIC, expect=["error"]),
    row("FlowMatchEulerDiscrete", "no-arguments", set={}, expect=["error"]),
    row("FlowMatchEulerDiscrete", "unequal", set={"sigmas": SIGMAS, "timesteps": [900.0, 1.0]}, expect=["error"]),
    row("FlowMatchEulerDiscrete", "unequal-steps", set={"sigmas": SIGMAS, "num_inference_steps": 3}, expect=["error"]),
    row("FlowMatchEulerDiscrete", "unknown-shift", {"time_shift_type": "cubic"}, expect=["error"]),
]
FLOW_HEUN = [
    row("FlowMatchHeunDiscrete", "defaults"),
    row("FlowMatchHeunDiscrete", "shift", {"shift": 3.0}),
    row("FlowMatchHeunDiscrete", "one-step", set=1),
    row("FlowMatchHeunDiscrete", "churn", options={"s_churn": 2.0}),
    row("FlowMatchHeunDiscrete", "churn-within", {"shift": 2.0}, set=7, options={"s_churn": 4.0, "s_tmin": 0.3, "s_tmax": 0.9, "s_noise": 1.1}),
    row("FlowMatchHeunDiscrete", "scale-noise", set=8, begin=3, add_noise=True, limit=2),
]

UNCLIP = [
    row("UnCLIP", "defaults"),
    row("UnCLIP", "prior", {"prediction_type": "sample", "clip_sample_range": 5.0}, previous=True),
    row("UnCLIP", "prior-25", {"prediction_type": "sample", "clip_sample_range": 10.0}, set=25, previous=True, limit=6),
    row("UnCLIP", "learned-range", {"variance_type": "learned_range"}, learned=True, previous=True),
    row("UnCLIP", "unclipped", {"clip_sample": False, "prediction_type": "sample"}, previous=True),
    row("UnCLIP", "train-20", {"num_train_timesteps": 20}, set=20),
    row("UnCLIP", "add-noise", {"prediction_type": "sample"}, previous=True, add_noise=True),
    row("UnCLIP", "unknown-variance", {"variance_type": "fixed_large"}, expect=["error"]),
    row("UnCLIP", "unknown-schedule", {"beta_schedule": "linear"}, expect=["error"]),
    row("UnCLIP", "velocity", VELOCITY, expect=["error"]),
    row("UnCLIP", "one-step", set=1, expect=["error"]),
]
WUERSTCHEN = [
    row("DDPMWuerstchen", "defaults"),
    row("DDPMWuerstchen", "steps-20", set=20, limit=5),
    *[row("DDPMWuerstchen", f"scaler-{scaler}", {"scaler": scaler}) for scaler in (0.7, 2.0)],
    row("DDPMWuerstchen", "s", {"s": 0.02}),
    row("DDPMWuerstchen", "custom-timesteps", set={"timesteps": [1.0, 0.7, 0.4, 0.1, 0.0]}),
    row("DDPMWuerstchen", "add-noise", add_noise=True),
]


def cogvideox(kind):
    return [
        *[row(kind, f"spacing-{spacing}", {"timestep_spacing": spacing, "steps_offset": 1}) for spacing in SPACINGS],
        row(kind, "sample", {"prediction_type": "sample"}),
        row(kind, "v-prediction", VELOCITY),
        row(kind, "zero-snr", {**VELOCITY, "rescale_betas_zero_snr": True, "timestep_spacing": "trailing", "snr_shift_scale": 1.0}),
        row(kind, "shift-1", {"snr_shift_scale": 1.0, "set_alpha_to_one": False}),
        *[row(kind, f"betas-{name}", {"beta_schedule": name}) for name in ("linear", "squaredcos_cap_v2")],
        row(kind, "trained-betas", {"trained_betas": TRAINED, "num_train_timesteps": 12}),
        row(kind, "add-noise", set=10, begin=4, add_noise=True, limit=3),
        row(kind, "too-many-steps", set=1001, expect=["error"]),
        row(kind, "unknown-spacing", {"timestep_spacing": "even"}, expect=["error"]),
        row(kind, "unknown-prediction", {"prediction_type": "velocity"}, expect=["error"]),
    ]


ROWS = (
    EDM + PARALLEL + INVERSE + LCM + TCD + FLOW_EULER + FLOW_HEUN + UNCLIP + WUERSTCHEN
    + cogvideox("CogVideoXDDIM") + cogvideox("CogVideoXDPM")
)
