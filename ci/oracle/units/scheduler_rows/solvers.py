"""Rows of the solvers in log-SNR: DPM-Solver, DEIS, UniPC."""

from . import row
from .alpha import SD, THRESHOLD, TRAINED
from .euler import SPACED, spacings

FLOW = {"use_flow_sigmas": True, "prediction_type": "flow_prediction", "flow_shift": 3.0}
SHIFT = {"use_dynamic_shifting": True}
ZERO_SNR = {**SD, "rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}
CUSTOM = {"timesteps": [950, 700, 333, 120, 3]}


def solver(kind, spacing=True, known="scheduler", extra=None):
    """What all solvers have in common."""
    base = {**SD, **(extra or {})}
    choices = ("linspace", "leading", "trailing") if spacing else (None,)
    rows = [
        row(kind, f"spacing-{name}-{count}", {**base, **({"timestep_spacing": name, "steps_offset": 1} if name else {})}, set=count, limit=5)
        for name in choices for count in (7, 16)
    ]
    return rows + spacings(kind, extra) + [
        row(kind, "defaults", extra),
        row(kind, "betas-squaredcos_cap_v2", {**(extra or {}), "beta_schedule": "squaredcos_cap_v2"}),
        row(kind, "trained-betas", {**(extra or {}), "trained_betas": TRAINED, "num_train_timesteps": 12}),
        row(kind, "sample", {**base, "prediction_type": "sample"}),
        row(kind, "v-prediction", {**base, "prediction_type": "v_prediction"}),
        row(kind, "threshold", {**base, **THRESHOLD}),
        row(kind, "order-1", {**base, "solver_order": 1}),
        row(kind, "order-3", {**base, "solver_order": 3}, set=8),
        row(kind, "order-3-long", {**base, "solver_order": 3}, set=16),
        row(kind, "add-noise", base, set=10, begin=4, add_noise=True, limit=3),
        row(kind, "add-noise-by-timestep", base, set=10, add_noise=True, limit=2),
        row(kind, "flow", {**base, **FLOW}),
        row(kind, "flow-30", {**base, **FLOW, "flow_shift": 1.0}, set=30, steps=False),
        row(kind, "unknown-solver", {**(extra or {}), "solver_type": "euler"}, expect=["error"]),
        row(kind, "unknown-prediction", {**(extra or {}), "prediction_type": "velocity"}, expect=["error"]),
    ] + ([row(kind, "unknown-spacing", {"timestep_spacing": "even"}, expect=["error"])] if spacing else [])


def shifted(kind):
    return [
        row(kind, "flow-mu", {**SD, **FLOW, **SHIFT}, set={"num_inference_steps": 4, "mu": 0.9}),
        row(kind, "mu-without-shifting", SD, set={"num_inference_steps": 4, "mu": 0.9}, expect=["error"]),
    ]


def dpm(kind, algorithms):
    minimum = {"final_sigmas_type": "sigma_min"}
    rows = [
        row(kind, f"{algorithm}-{solver}-{order}", {**SD, **minimum, "algorithm_type": algorithm, "solver_type": solver, "solver_order": order}, set=6)
        for algorithm in algorithms for solver in ("midpoint", "heun") for order in (2, 3)
        if not (algorithm == "sde-dpmsolver" and order == 3)
    ]
    return rows + [
        row(kind, "noise-sample", {**SD, **minimum, "algorithm_type": "dpmsolver", "prediction_type": "sample"}),
        row(kind, "noise-v", {**SD, **minimum, "algorithm_type": "dpmsolver", "prediction_type": "v_prediction"}),
        row(kind, "noise-flow", {**SD, **minimum, "algorithm_type": "dpmsolver", "prediction_type": "flow_prediction"}, expect=["error"]),
        row(kind, "learned-variance", {**SD, "variance_type": "learned_range"}, learned=True, limit=1),
        row(kind, "sde-zero", {**SD, "algorithm_type": "sde-dpmsolver++"}),
        row(kind, "clipped", {**SD, "beta_schedule": "squaredcos_cap_v2", "lambda_min_clipped": -5.1}),
        row(kind, "custom-timesteps", SD, set=CUSTOM),
        row(kind, "noise-zero", {"algorithm_type": "dpmsolver"}, expect=["error"]),
        row(kind, "algorithm-deis", {"algorithm_type": "deis"}, expect=["error"]),
        row(kind, "algorithm-deis-minimum", {**SD, **minimum, "algorithm_type": "deis"}),
        row(kind, "unknown-algorithm", {"algorithm_type": "euler"}, expect=["error"]),
        row(kind, "solver-logrho", {**SD, "solver_type": "logrho"}),
        row(kind, "unknown-final", {"final_sigmas_type": "one"}, expect=["error"]),
        row(kind, "no-arguments", set={}, expect=["error"]),
        row(kind, "timesteps-and-steps", set={**CUSTOM, "num_inference_steps": 5}, expect=["error"]),
        *[row(kind, f"timesteps-{flag}", {flag: True}, set=CUSTOM, expect=["error"]) for flag in SPACED],
    ]


MULTISTEP = solver("DPMSolverMultistep") + shifted("DPMSolverMultistep") + dpm(
    "DPMSolverMultistep", ("dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++")
) + [
    row("DPMSolverMultistep", "zero-snr", ZERO_SNR),
    row("DPMSolverMultistep", "lu", {**SD, "use_lu_lambdas": True}),
    row("DPMSolverMultistep", "lu-cosine", {"beta_schedule": "squaredcos_cap_v2", "use_lu_lambdas": True}),
    row("DPMSolverMultistep", "karras-cosine", {"beta_schedule": "squaredcos_cap_v2", "use_karras_sigmas": True}, begin=0),
    row("DPMSolverMultistep", "euler-at-final", {**SD, "euler_at_final": True, "final_sigmas_type": "sigma_min"}, set=16, begin=12),
    row("DPMSolverMultistep", "no-lower-order", {**SD, "lower_order_final": False, "final_sigmas_type": "sigma_min"}),
    row("DPMSolverMultistep", "noise-threshold", {**SD, **THRESHOLD, "algorithm_type": "dpmsolver", "final_sigmas_type": "sigma_min"}),
    row("DPMSolverMultistep", "sde-noise-order-3", {**SD, "algorithm_type": "sde-dpmsolver", "final_sigmas_type": "sigma_min", "solver_order": 3}, expect=["error"]),
    row("DPMSolverMultistep", "timesteps-lu", {"use_lu_lambdas": True}, set=CUSTOM, expect=["error"]),
    row("DPMSolverMultistep", "timesteps-flow", {**FLOW}, set=CUSTOM, expect=["error"]),
]

SINGLESTEP = solver("DPMSolverSinglestep", spacing=False) + shifted("DPMSolverSinglestep") + dpm(
    "DPMSolverSinglestep", ("dpmsolver", "dpmsolver++", "sde-dpmsolver++")
) + [
    *[
        row("DPMSolverSinglestep", f"orders-{order}-{count}", {**SD, "solver_order": order, "lower_order_final": True, "final_sigmas_type": "sigma_min"}, set=count)
        for order in (2, 3) for count in (6, 7, 8)
    ],
    row("DPMSolverSinglestep", "order-4", {"solver_order": 4}, expect=["error"]),
]

DEIS = solver("DEISMultistep") + shifted("DEISMultistep") + [
    row("DEISMultistep", "algorithm-dpmsolver", {**SD, "algorithm_type": "dpmsolver++", "solver_type": "bh2"}),
    row("DEISMultistep", "unknown-algorithm", {"algorithm_type": "sde-dpmsolver"}, expect=["error"]),
]

UNIPC = solver("UniPCMultistep") + shifted("UniPCMultistep") + [
    row("UniPCMultistep", "zero-snr", ZERO_SNR),
    row("UniPCMultistep", "bh1", {**SD, "solver_type": "bh1", "final_sigmas_type": "sigma_min"}),
    row("UniPCMultistep", "bh1-zero", {**SD, "solver_type": "bh1"}),
    row("UniPCMultistep", "order-4", {**SD, "solver_order": 4}, set=7),
    row("UniPCMultistep", "no-corrector", {**SD, "disable_corrector": [0, 2]}),
    row("UniPCMultistep", "no-lower-order", {**SD, "lower_order_final": False, "final_sigmas_type": "sigma_min"}),
    *[
        row("UniPCMultistep", f"noise-{name}", {**SD, "predict_x0": False, "prediction_type": name, "final_sigmas_type": "sigma_min"})
        for name in ("epsilon", "sample", "v_prediction")
    ],
    row("UniPCMultistep", "noise-order-3", {**SD, "predict_x0": False, "solver_order": 3, "final_sigmas_type": "sigma_min"}, set=6),
    row("UniPCMultistep", "noise-flow", {"predict_x0": False, "prediction_type": "flow_prediction"}, expect=["error"]),
    *[
        row("UniPCMultistep", f"sigma-min-{flag}", {**SD, flag: True, "final_sigmas_type": "sigma_min"})
        for flag in [*SPACED, "use_flow_sigmas"]
    ],
    row("UniPCMultistep", "predictor-ddim", {**SD, "timestep_spacing": "leading"}, predictor=["DDIMScheduler", {**SD, "clip_sample": False}]),
    row("UniPCMultistep", "predictor-dpm-solver-order-3", {**SD, "solver_order": 3}, set=6, predictor=["DPMSolverMultistepScheduler", SD]),
    row("UniPCMultistep", "predictor-ddpm", {**SD, "predict_x0": False, "final_sigmas_type": "sigma_min", "timestep_spacing": "trailing"}, predictor=["DDPMScheduler", {**SD, "timestep_spacing": "trailing"}]),
    row("UniPCMultistep", "unknown-final", {"final_sigmas_type": "one"}, expect=["error"]),
]

SA = [
    *[row("SASolver", f"spacing-{spacing}", {**SD, "timestep_spacing": spacing, "steps_offset": 1}, set=7) for spacing in ("linspace", "leading", "trailing")],
    *spacings("SASolver"),
    *[
        row("SASolver", f"orders-{predictor}-{corrector}", {**SD, "predictor_order": predictor, "corrector_order": corrector}, set=7)
        for predictor, corrector in ((1, 1), (1, 2), (2, 1), (3, 3), (3, 4), (4, 2))
    ],
    *[
        row("SASolver", f"noise-{name}", {**SD, "algorithm_type": "noise_prediction", "prediction_type": name}, set=6)
        for name in ("epsilon", "sample", "v_prediction")
    ],
    row("SASolver", "noise-orders-3-4", {**SD, "algorithm_type": "noise_prediction", "predictor_order": 3, "corrector_order": 4}, set=8),
    *[row("SASolver", f"prediction-{name}", {**SD, "prediction_type": name}) for name in ("sample", "v_prediction")],
    row("SASolver", "threshold", {**SD, **THRESHOLD}),
    row("SASolver", "no-lower-order", {**SD, "lower_order_final": False}),
    row("SASolver", "flow", {**SD, **FLOW}),
    row("SASolver", "clipped", {"beta_schedule": "squaredcos_cap_v2", "lambda_min_clipped": -5.1}),
    row("SASolver", "add-noise", SD, set=10, begin=4, add_noise=True, limit=3),
    *[
        row("SASolver", f"tau-{tau}-{algorithm}", {**SD, "algorithm_type": f"{algorithm}_prediction", "predictor_order": 3}, set=6, tau=tau)
        for tau in (0, 0.6, 1, 1.5) for algorithm in ("data", "noise")
    ],
    row("SASolver", "unknown-algorithm", {"algorithm_type": "dpmsolver++"}, expect=["error"]),
    row("SASolver", "unknown-prediction", {"prediction_type": "velocity"}, expect=["error"]),
    row("SASolver", "noise-flow", {"algorithm_type": "noise_prediction", "prediction_type": "flow_prediction"}, expect=["error"]),
]

ROWS = SA + MULTISTEP + SINGLESTEP + DEIS + UNIPC
