"""Rows of EulerDiscreteScheduler."""

from . import row
from .alpha import SD, SPACINGS, TRAINED

SPACED = ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"]
SIGMAS = [14.6, 6.3, 3.7, 2.1, 1.3, 0.8, 0.1, 0.0]
CONTINUOUS = {"timestep_type": "continuous", "prediction_type": "v_prediction"}


def noise_levels(kind, extra=None, counts=(5, 16, 30)):
    """What the classes on noise levels have in common."""
    base = {**SD, **(extra or {})}
    rows = [
        row(kind, f"spacing-{spacing}-{count}", {**base, "timestep_spacing": spacing, "steps_offset": 1}, set=count, limit=5)
        for spacing in SPACINGS for count in counts
    ]
    rows += [
        row(kind, f"betas-{schedule}", {**(extra or {}), "beta_schedule": schedule})
        for schedule in ("linear", "scaled_linear", "squaredcos_cap_v2")
    ]
    return rows + [
        row(kind, "defaults", extra),
        row(kind, "trained-betas", {**(extra or {}), "trained_betas": TRAINED, "num_train_timesteps": 12}),
        row(kind, "v-prediction", {**base, "prediction_type": "v_prediction"}),
        row(kind, "add-noise", base, set=10, begin=4, add_noise=True),
        row(kind, "add-noise-by-timestep", base, set=10, add_noise=True, limit=2),
        row(kind, "unknown-schedule", {"beta_schedule": "cubic"}, expect=["error"]),
        row(kind, "unknown-spacing", {**(extra or {}), "timestep_spacing": "even"}, expect=["error"]),
        row(kind, "unknown-prediction", {**(extra or {}), "prediction_type": "velocity"}, expect=["error"]),
    ]


def spacings(kind, extra=None, base=SD):
    base = {**base, **(extra or {})}
    rows = [row(kind, f"{name}-{count}", {**base, name: True}, set=count, limit=4) for name in SPACED for count in (5, 25)]
    return rows + [
        row(kind, "two-spacings", {**base, "use_karras_sigmas": True, "use_beta_sigmas": True}, expect=["error"]),
    ]


EULER = noise_levels("EulerDiscrete") + spacings("EulerDiscrete") + [
    row("EulerDiscrete", "sample", {**SD, "prediction_type": "sample"}),
    row("EulerDiscrete", "karras-ends", {**SD, "use_karras_sigmas": True, "sigma_min": 0.05, "sigma_max": 9.5}),
    row("EulerDiscrete", "exponential-ends", {**SD, "use_exponential_sigmas": True, "sigma_min": 0.05, "sigma_max": 9.5}),
    row("EulerDiscrete", "log-linear", {**SD, "interpolation_type": "log_linear"}),
    row("EulerDiscrete", "log-linear-karras", {**SD, "interpolation_type": "log_linear", "use_karras_sigmas": True}),
    row("EulerDiscrete", "unknown-interpolation", {"interpolation_type": "cubic"}, expect=["error"]),
    row("EulerDiscrete", "final-sigma-min", {**SD, "final_sigmas_type": "sigma_min"}),
    row("EulerDiscrete", "unknown-final", {"final_sigmas_type": "one"}, expect=["error"]),
    row("EulerDiscrete", "continuous", {**SD, **CONTINUOUS}),
    row("EulerDiscrete", "continuous-karras", {**SD, **CONTINUOUS, "use_karras_sigmas": True, "sigma_min": 0.002, "sigma_max": 700.0}),
    row("EulerDiscrete", "zero-snr", {**SD, "rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}),
    row("EulerDiscrete", "custom-timesteps", SD, set={"timesteps": [950, 700, 333, 120, 3]}),
    row("EulerDiscrete", "custom-sigmas", SD, set={"sigmas": SIGMAS}),
    row("EulerDiscrete", "custom-sigmas-continuous", {**SD, **CONTINUOUS}, set={"sigmas": SIGMAS}),
    row("EulerDiscrete", "churn", SD, options={"s_churn": 2.0, "s_noise": 1.1}),
    row("EulerDiscrete", "churn-within", SD, set=8, options={"s_churn": 5.0, "s_tmin": 0.5, "s_tmax": 6.0}),
    row("EulerDiscrete", "begin-index", SD, set=8, begin=3),
    row("EulerDiscrete", "one-step", SD, set=1),
    row("EulerDiscrete", "no-arguments", SD, set={}, expect=["error"]),
    row("EulerDiscrete", "timesteps-and-sigmas", SD, set={"timesteps": [900, 1], "sigmas": SIGMAS}, expect=["error"]),
    row("EulerDiscrete", "steps-and-sigmas", SD, set={"num_inference_steps": 3, "sigmas": SIGMAS}, expect=["error"]),
    row("EulerDiscrete", "timesteps-karras", {**SD, "use_karras_sigmas": True}, set={"timesteps": [900, 1]}, expect=["error"]),
    row("EulerDiscrete", "timesteps-continuous", {**SD, **CONTINUOUS}, set={"timesteps": [900, 1]}, expect=["error"]),
]

ROWS = EULER
