"""Schedulers that are multistep or single-step solvers."""

from .schedulers import in_class

MUTANTS = [
    in_class(
        "dpm-first-order-at-the-end", "DPM-Solver's last step is of the second order.", "dpmsolver_multistep", "DPMSolverMultistepScheduler",
        "self.lower_order_nums < 1 or lower_order_final",
        "self.lower_order_nums < 1 or (lower_order_final and self.config.final_sigmas_type != 'zero')",
    ),
    in_class(
        "dpm-ratio-inverted", "DPM-Solver's ratio of step sizes is inverted.", "dpmsolver_multistep", "DPMSolverMultistepScheduler", "r0 = h_0 / h",
        "r0 = h / h_0", method="multistep_dpm_solver_second_order_update",
    ),
    in_class(
        "dpm-leading-steps", "DPM-Solver's leading spacing divides by the steps instead of one more.", "dpmsolver_multistep",
        "DPMSolverMultistepScheduler", "step_ratio = last_timestep // (num_inference_steps + 1)", "step_ratio = last_timestep // num_inference_steps",
        method="set_timesteps",
    ),
    in_class(
        "dpm-karras-timesteps-not-rounded", "DPM-Solver cuts Karras' timesteps instead of rounding them.", "dpmsolver_multistep",
        "DPMSolverMultistepScheduler", "timesteps = timesteps.round()\n    elif self.config.use_lu_lambdas",
        "pass\n    elif self.config.use_lu_lambdas", method="set_timesteps",
    ),
    in_class(
        "dpm-sde-noise-scale", "The noise of the stochastic DPM-Solver++ has the scale of DPM-Solver's.", "dpmsolver_multistep",
        "DPMSolverMultistepScheduler", "sigma_t * torch.sqrt(1.0 - torch.exp(-2 * h)) * noise",
        "sigma_t * torch.sqrt(torch.exp(2 * h) - 1.0) * noise", 2, method="multistep_dpm_solver_second_order_update", limit=40,
    ),
    in_class(
        "dpm-inverse-noisiest", "The inverse DPM-Solver's noisiest timestep is one too late.", "dpmsolver_multistep_inverse",
        "DPMSolverMultistepInverseScheduler", "self.noisiest_timestep = self.config.num_train_timesteps - 1 - clipped_idx",
        "self.noisiest_timestep = self.config.num_train_timesteps - clipped_idx", method="set_timesteps",
    ),
    in_class(
        "singlestep-orders", "The single-step solver's last step of an even number is of the second order.", "dpmsolver_singlestep",
        "DPMSolverSinglestepScheduler", "orders = [1, 2] * (steps // 2 - 1) + [1, 1]", "orders = [1, 2] * (steps // 2)", method="get_order_list",
        limit=40,
    ),
    in_class(
        "singlestep-sample-of-the-step", "The single-step solver goes on from the last sample instead of the step's first.", "dpmsolver_singlestep",
        "DPMSolverSinglestepScheduler", "if order == 1:", "if True:", limit=40,
    ),
    in_class(
        "sde-midpoint", "The SDE solver's midpoint lies at two thirds of a step.", "dpmsolver_sde", "DPMSolverSDEScheduler", "midpoint_ratio = 0.5",
        "midpoint_ratio = 2 / 3", method="_second_order_timesteps",
    ),
    in_class(
        "deis-coefficients", "DEIS' second coefficient belongs to the newest output.", "deis_multistep", "DEISMultistepScheduler",
        "coef1 * m0 + coef2 * m1", "coef2 * m0 + coef1 * m1", method="multistep_deis_second_order_update",
    ),
    in_class(
        "unipc-without-corrector", "UniPC does not correct.", "unipc_multistep", "UniPCMultistepScheduler",
        "self.step_index > 0 and self.step_index - 1 not in", "False and self.step_index - 1 not in",
    ),
    in_class(
        "unipc-corrects-disabled-steps", "UniPC's disabled corrector is off by one step.", "unipc_multistep", "UniPCMultistepScheduler",
        "self.step_index - 1 not in self.disable_corrector", "self.step_index not in self.disable_corrector", limit=40,
    ),
    in_class(
        "sa-noise-part", "The Adams solver's noise forgets tau.", "sasolver", "SASolverScheduler",
        "noise_part = sigma_t * torch.sqrt(1 - torch.exp(-2 * tau**2 * h)) * noise",
        "noise_part = sigma_t * torch.sqrt(1 - torch.exp(-2 * h)) * noise", method="stochastic_adams_bashforth_update",
    ),
]
