"""Rows of the classes that work on products of alphas: PNDM, DDIM, DDPM."""

from . import row

SD = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012}
SPACINGS = ["linspace", "leading", "trailing"]
THRESHOLD = {"thresholding": True, "dynamic_thresholding_ratio": 0.7, "sample_max_value": 1.5}
TRAINED = [0.01, 0.02, 0.04, 0.05, 0.07, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4]


def common(kind, extra):
    """What all three classes have in common; `extra` is the configuration that keeps the samples tame."""
    rows = [
        row(kind, f"spacing-{spacing}-{count}", {**SD, **extra, "timestep_spacing": spacing, "steps_offset": 1}, set=count, limit=5)
        for spacing in SPACINGS for count in (5, 16, 30)
    ]
    rows += [
        row(kind, f"betas-{schedule}", {**extra, "beta_schedule": schedule})
        for schedule in ("linear", "scaled_linear", "squaredcos_cap_v2")
    ]
    rows += [
        row(kind, "defaults"),
        row(kind, "trained-betas", {**extra, "trained_betas": TRAINED, "num_train_timesteps": 12}),
        row(kind, "train-200", {**SD, **extra, "num_train_timesteps": 200}, set=7),
        row(kind, "v-prediction", {**SD, **extra, "prediction_type": "v_prediction"}),
        row(kind, "add-noise", {**SD, **extra}, set=10, begin=4, add_noise=True),
        row(kind, "steps-1000", {**SD, **extra}, set=1000, limit=3, steps=False),
        row(kind, "unknown-schedule", {"beta_schedule": "cubic"}, expect=["error"]),
        row(kind, "unknown-spacing", {"timestep_spacing": "even"}, expect=["error"]),
        row(kind, "unknown-prediction", {"prediction_type": "velocity"}, expect=["error"]),
        row(kind, "offset-beyond-the-end", {**extra, "steps_offset": 1}, set=1000, limit=1, expect=["error"]),
        row(kind, "no-steps-leading", {}, set=0, expect=["error"]),
        row(kind, "no-steps-trailing", {"timestep_spacing": "trailing"}, set=0, expect=["error"]),
    ]
    return rows


PNDM = common("PNDM", {"skip_prk_steps": True}) + [
    row("PNDM", "runge-kutta", SD, set=6),
    row("PNDM", "runge-kutta-v", {**SD, "prediction_type": "v_prediction"}, set=6),
    row("PNDM", "runge-kutta-50", {**SD, "steps_offset": 1}, set=50, limit=22),
    row("PNDM", "runge-kutta-linspace", {**SD, "timestep_spacing": "linspace"}, set=7),
    row("PNDM", "runge-kutta-trailing", {**SD, "timestep_spacing": "trailing"}, set=7),
    row("PNDM", "runge-kutta-too-few", SD, set=3, expect=["error"]),
    row("PNDM", "multistep-one", {**SD, "skip_prk_steps": True}, set=1),
    row("PNDM", "multistep-two", {**SD, "skip_prk_steps": True}, set=2),
    row("PNDM", "alpha-one", {**SD, "skip_prk_steps": True, "set_alpha_to_one": True}),
    row("PNDM", "stable-diffusion-50", {**SD, "skip_prk_steps": True, "steps_offset": 1}, set=50, steps=False),
]

FREE = {"clip_sample": False}
BOTH = [("epsilon", "epsilon"), ("sample", "sample"), ("v", "v_prediction")]


def limits(kind):
    rows = [row(kind, f"clip-{name}", {**SD, "prediction_type": prediction, "clip_sample_range": 0.8}) for name, prediction in BOTH]
    rows += [row(kind, f"threshold-{name}", {**SD, **THRESHOLD, "prediction_type": prediction}) for name, prediction in BOTH]
    return rows + [
        row(kind, "threshold-below-one", {**SD, **THRESHOLD, "sample_max_value": 0.6}),
        row(kind, "threshold-defaults", {**SD, "thresholding": True}),
        row(kind, "sample", {**SD, **FREE, "prediction_type": "sample"}),
        row(kind, "zero-snr", {**SD, **FREE, "rescale_betas_zero_snr": True, "prediction_type": "v_prediction"}, set=8),
        row(kind, "zero-snr-trailing", {**SD, **FREE, "rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}),
        row(kind, "too-many-steps", {}, set=1001, expect=["error"]),
    ]


DDIM = common("DDIM", FREE) + limits("DDIM") + [
    row("DDIM", "eta-one", {**SD, **FREE}, options={"eta": 1.0}),
    row("DDIM", "eta-half-v", {**SD, **FREE, "prediction_type": "v_prediction"}, options={"eta": 0.5}),
    row("DDIM", "eta-clipped", SD, options={"eta": 0.3, "use_clipped_model_output": True}),
    row("DDIM", "clipped-output", SD, options={"use_clipped_model_output": True}),
    row("DDIM", "alpha-first", {**SD, **FREE, "set_alpha_to_one": False}),
    row("DDIM", "negative-steps", {"timestep_spacing": "linspace"}, set=-1, expect=["error"]),
]

CUSTOM = {"timesteps": [950, 700, 333, 120, 3]}
LEARNED = {**SD, **FREE, "variance_type": "learned_range"}
DDPM = common("DDPM", FREE) + limits("DDPM") + [
    row("DDPM", "betas-sigmoid", {**FREE, "beta_schedule": "sigmoid"}),
    *[
        row("DDPM", f"variance-{kind}", {**SD, **FREE, "variance_type": kind})
        for kind in ("fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log")
    ],
    row("DDPM", "variance-learned-range", LEARNED, learned=True),
    row("DDPM", "variance-learned-range-threshold", {**LEARNED, **THRESHOLD}, learned=True),
    row("DDPM", "variance-learned-missing", LEARNED, expect=["error"]),
    row("DDPM", "custom-timesteps", {**SD, **FREE}, set=CUSTOM),
    row("DDPM", "custom-ascending", set={"timesteps": [3, 120, 700]}, expect=["error"]),
    row("DDPM", "custom-beyond", set={"timesteps": [1000, 120]}, expect=["error"]),
    row("DDPM", "custom-and-steps", set={"num_inference_steps": 5, "timesteps": [900, 1]}, expect=["error"]),
]

ROWS = PNDM + DDIM + DDPM
