"""Schedulers: timesteps, noise levels, steps, histories."""

from .edits import default, edit, edit_copies
from .mutant import Mutant, mutant
from .selections import Selection, scheduler


def _at(module: str, name: str, method: str) -> str:
    return f".schedulers.scheduling_{module}:{name}.{method}"


def _step(name: str, bug: str, module: str, class_name: str, old: str, new: str, times: int = 1, method: str = "step") -> Mutant:
    """A bug in one method of one class, judged by all its cases."""
    return mutant(name, bug, _cases(class_name), edit(_at(module, class_name, method), old, new, times))


def _cases(class_name: str) -> Selection:
    return scheduler(class_name)


MUTANTS = [
    # DDIM
    _step(
        "ddim-leading-without-offset", "DDIM forgets steps_offset with leading spacing.", "ddim", "DDIMScheduler",
        "timesteps += self.config.steps_offset", "timesteps += 0", method="set_timesteps",
    ),
    _step(
        "ddim-trailing-not-rounded", "DDIM cuts trailing timesteps instead of rounding them.", "ddim", "DDIMScheduler",
        "np.round(np.arange(self.config.num_train_timesteps, 0, -step_ratio))", "np.floor(np.arange(self.config.num_train_timesteps, 0, -step_ratio))",
        method="set_timesteps",
    ),
    _step(
        "ddim-final-alpha", "DDIM takes 1 for the last alpha although set_alpha_to_one is false.", "ddim", "DDIMScheduler",
        "if prev_timestep >= 0 else self.final_alpha_cumprod", "if prev_timestep >= 0 else torch.tensor(1.0)",
    ),
    _step(
        "ddim-previous-by-the-schedule", "DDIM takes the schedule's next timestep for the previous one.", "ddim", "DDIMScheduler",
        "prev_timestep = timestep - self.config.num_train_timesteps // self.num_inference_steps",
        "prev_timestep = next((t for t in self.timesteps if t < timestep), torch.tensor(-1))",
    ),
    _step(
        "ddim-eta-squared", "DDIM's direction forgets to subtract the variance of its noise.", "ddim", "DDIMScheduler",
        "(1 - alpha_prod_t_prev - std_dev_t**2)", "(1 - alpha_prod_t_prev)",
    ),
    _step(
        "ddim-clip-before-epsilon", "DDIM derives the noise again from the clipped sample.", "ddim", "DDIMScheduler",
        "if use_clipped_model_output:", "if self.config.clip_sample:",
    ),
    _step(
        "ddim-velocity-sign", "DDIM's v-prediction adds the velocity.", "ddim", "DDIMScheduler",
        "(alpha_prod_t**0.5) * sample - (beta_prod_t**0.5) * model_output", "(alpha_prod_t**0.5) * sample + (beta_prod_t**0.5) * model_output",
    ),
    _step(
        "ddim-threshold-without-division", "Dynamic thresholding clamps and does not divide.", "ddim", "DDIMScheduler",
        "torch.clamp(sample, -s, s) / s", "torch.clamp(sample, -s, s)", method="_threshold_sample",
    ),
    mutant(
        "zero-snr-not-scaled", "Betas for a zero terminal SNR are shifted and not scaled back.",
        (scheduler("DDIMScheduler"), scheduler("EulerDiscreteScheduler"), scheduler("UniPCMultistepScheduler")),
        edit_copies(
            "rescale_zero_terminal_snr", "alphas_bar_sqrt *= alphas_bar_sqrt_0 / (alphas_bar_sqrt_0 - alphas_bar_sqrt_T)", "pass", 13,
            "diffusers.schedulers",
        ),
    ),
    mutant(
        "betas-linear-for-scaled", "Betas scaled_linear are spaced linearly.", (scheduler("DDIMScheduler"), scheduler("PNDMScheduler")),
        edit(_at("ddim", "DDIMScheduler", "__init__"), "torch.linspace(beta_start**0.5, beta_end**0.5, num_train_timesteps, dtype=torch.float32) ** 2", "torch.linspace(beta_start, beta_end, num_train_timesteps, dtype=torch.float32)"),
        edit(_at("pndm", "PNDMScheduler", "__init__"), "torch.linspace(beta_start**0.5, beta_end**0.5, num_train_timesteps, dtype=torch.float32) ** 2", "torch.linspace(beta_start, beta_end, num_train_timesteps, dtype=torch.float32)"),
    ),
    _step(
        "cosine-betas-by-integers", "The cosine schedule divides integers: every beta but the last is 0.", "ddim", "DDIMScheduler",
        "betas_for_alpha_bar(num_train_timesteps)", "torch.cat([torch.zeros(num_train_timesteps - 1), torch.tensor([0.999])])", method="__init__",
    ),
    # DDPM
    _step(
        "ddpm-variance-of-the-previous", "DDPM's variance is the beta itself, as fixed_large has it.", "ddpm", "DDPMScheduler",
        "variance = (1 - alpha_prod_t_prev) / (1 - alpha_prod_t) * current_beta_t", "variance = current_beta_t", method="_get_variance",
    ),
    _step(
        "ddpm-noise-at-the-end", "DDPM adds noise at the last timestep, too.", "ddpm", "DDPMScheduler", "if t > 0:", "if t >= 0:",
    ),
    # PNDM
    _step(
        "pndm-without-the-repeated-timestep", "PNDM does not repeat the second timestep.", "pndm", "PNDMScheduler",
        "np.concatenate([self._timesteps[:-1], self._timesteps[-2:-1], self._timesteps[-1:]])", "self._timesteps", method="set_timesteps",
    ),
    _step(
        "pndm-third-order-weights", "The weights of PNDM's third step are those of another rule.", "pndm", "PNDMScheduler",
        "(23 * self.ets[-1] - 16 * self.ets[-2] + 5 * self.ets[-3]) / 12", "(3 * self.ets[-1] - self.ets[-2]) / 2", method="step_plms",
    ),
    _step(
        "pndm-runge-kutta-thirds", "PNDM's Runge-Kutta steps weigh the four outputs alike.", "pndm", "PNDMScheduler",
        "self.cur_model_output += 1 / 3 * model_output", "self.cur_model_output += 1 / 4 * model_output", 2, method="step_prk",
    ),
    # Euler
    _step(
        "euler-input-not-scaled", "Euler's input is not scaled.", "euler_discrete", "EulerDiscreteScheduler", "sample = sample / ((sigma**2 + 1) ** 0.5)", "pass",
        method="scale_model_input",
    ),
    _step(
        "euler-karras-rho", "Karras' noise levels have a rho of 5.", "euler_discrete", "EulerDiscreteScheduler", "rho = 7.0", "rho = 5.0", method="_convert_to_karras",
    ),
    _step(
        "euler-karras-timesteps-kept", "Karras' noise levels keep the timesteps of the plain schedule.", "euler_discrete", "EulerDiscreteScheduler",
        "timesteps = np.array([self._sigma_to_t(sigma, log_sigmas) for sigma in sigmas])\n\n        elif self.config.use_exponential_sigmas",
        "pass\n\n        elif self.config.use_exponential_sigmas", method="set_timesteps",
    ),
    _step(
        "euler-last-sigma", "Euler ends with the smallest noise level instead of 0.", "euler_discrete", "EulerDiscreteScheduler", "sigma_last = 0\n",
        "sigma_last = ((1 - self.alphas_cumprod[0]) / self.alphas_cumprod[0]) ** 0.5\n", method="set_timesteps",
    ),
    _step(
        "euler-integer-timesteps", "Noise levels are looked up at whole timesteps instead of interpolated.", "euler_discrete", "EulerDiscreteScheduler",
        "np.interp(timesteps, np.arange(0, len(sigmas)), sigmas)", "sigmas[timesteps.round().astype(np.int64)]", method="set_timesteps",
    ),
    mutant(
        "euler-beta-quantiles", "Beta noise levels have their two parameters at 0.5 instead of 0.6.", _cases("EulerDiscreteScheduler"),
        default(_at("euler_discrete", "EulerDiscreteScheduler", "_convert_to_beta"), "alpha", 0.6, 0.5),
        default(_at("euler_discrete", "EulerDiscreteScheduler", "_convert_to_beta"), "beta", 0.6, 0.5),
    ),
    _step(
        "ancestral-noise-of-the-step", "Euler's ancestral noise has the scale of the deterministic part.", "euler_ancestral_discrete", "EulerAncestralDiscreteScheduler",
        "prev_sample = prev_sample + noise * sigma_up", "prev_sample = prev_sample + noise * sigma_down",
    ),
    _step(
        "ancestral-without-step-down", "Euler's ancestral step goes down to the next level before it adds noise.", "euler_ancestral_discrete",
        "EulerAncestralDiscreteScheduler", "dt = sigma_down - sigma", "dt = sigma_to - sigma",
    ),
    # Second order
    _step(
        "heun-without-averaging", "Heun's second step takes the new slope alone.", "heun_discrete", "HeunDiscreteScheduler",
        "derivative = (self.prev_derivative + derivative) / 2", "pass",
    ),
    _step(
        "heun-timesteps-not-doubled", "Heun asks the model at the first timestep of a step twice.", "heun_discrete", "HeunDiscreteScheduler",
        "torch.cat([timesteps[:1], timesteps[1:].repeat_interleave(2)])", "timesteps.repeat_interleave(2)[:-1]", method="set_timesteps",
    ),
    _step(
        "kdpm2-midpoint-linear", "KDPM2's midpoint is the mean of the levels instead of their logarithms'.", "k_dpm_2_discrete", "KDPM2DiscreteScheduler",
        "sigmas.log().lerp(sigmas.roll(1).log(), 0.5).exp()", "sigmas.lerp(sigmas.roll(1), 0.5)", method="set_timesteps",
    ),
    _step(
        "kdpm2-ancestral-noise-in-both-steps", "KDPM2 draws its ancestral noise in the first half of a step.", "k_dpm_2_ancestral_discrete", "KDPM2AncestralDiscreteScheduler",
        "prev_sample = sample + derivative * dt\n    else:",
        "prev_sample = sample + derivative * dt\n        randn_tensor(model_output.shape, dtype=model_output.dtype, device=model_output.device, generator=generator)\n    else:",
    ),
    _step(
        "lms-history-in-order", "LMS weighs the oldest derivative as the newest.", "lms_discrete", "LMSDiscreteScheduler", "reversed(self.derivatives)", "self.derivatives",
    ),
    # Solvers
    _step(
        "dpm-first-order-at-the-end", "DPM-Solver's last step is of the second order.", "dpmsolver_multistep", "DPMSolverMultistepScheduler",
        "self.lower_order_nums < 1 or lower_order_final", "self.lower_order_nums < 1 or (lower_order_final and self.config.final_sigmas_type != 'zero')",
    ),
    _step(
        "dpm-ratio-inverted", "DPM-Solver's ratio of step sizes is inverted.", "dpmsolver_multistep", "DPMSolverMultistepScheduler", "r0 = h_0 / h", "r0 = h / h_0",
        method="multistep_dpm_solver_second_order_update",
    ),
    _step(
        "dpm-leading-steps", "DPM-Solver's leading spacing divides by the steps instead of one more.", "dpmsolver_multistep", "DPMSolverMultistepScheduler",
        "step_ratio = last_timestep // (num_inference_steps + 1)", "step_ratio = last_timestep // num_inference_steps", method="set_timesteps",
    ),
    _step(
        "dpm-karras-timesteps-not-rounded", "DPM-Solver cuts Karras' timesteps instead of rounding them.", "dpmsolver_multistep", "DPMSolverMultistepScheduler",
        "timesteps = timesteps.round()\n    elif self.config.use_lu_lambdas", "pass\n    elif self.config.use_lu_lambdas", method="set_timesteps",
    ),
    _step(
        "dpm-sde-noise-scale", "The noise of the stochastic DPM-Solver++ has the scale of DPM-Solver's.", "dpmsolver_multistep", "DPMSolverMultistepScheduler",
        "sigma_t * torch.sqrt(1.0 - torch.exp(-2 * h)) * noise", "sigma_t * torch.sqrt(torch.exp(2 * h) - 1.0) * noise", 2,
        method="multistep_dpm_solver_second_order_update",
    ),
    _step(
        "dpm-inverse-noisiest", "The inverse DPM-Solver's noisiest timestep is one too late.", "dpmsolver_multistep_inverse", "DPMSolverMultistepInverseScheduler",
        "self.noisiest_timestep = self.config.num_train_timesteps - 1 - clipped_idx", "self.noisiest_timestep = self.config.num_train_timesteps - clipped_idx",
        method="set_timesteps",
    ),
    _step(
        "singlestep-orders", "The single-step solver takes second order steps for first order ones.", "dpmsolver_singlestep", "DPMSolverSinglestepScheduler",
        "orders = [1, 2] * (steps // 2 - 1) + [1, 1]", "orders = [1, 2] * (steps // 2)", method="get_order_list",
    ),
    _step(
        "sde-midpoint", "The SDE solver's midpoint lies at two thirds of a step.", "dpmsolver_sde", "DPMSolverSDEScheduler", "midpoint_ratio = 0.5", "midpoint_ratio = 2 / 3",
        method="_second_order_timesteps",
    ),
    _step(
        "deis-coefficients", "DEIS' second coefficient belongs to the newest output.", "deis_multistep", "DEISMultistepScheduler",
        "coef1 * m0 + coef2 * m1", "coef2 * m0 + coef1 * m1", method="multistep_deis_second_order_update",
    ),
    _step(
        "unipc-without-corrector", "UniPC does not correct.", "unipc_multistep", "UniPCMultistepScheduler", "self.step_index > 0 and self.step_index - 1 not in", "False and self.step_index - 1 not in",
    ),
    _step(
        "unipc-corrects-disabled-steps", "UniPC's disabled corrector is off by one step.", "unipc_multistep", "UniPCMultistepScheduler", "self.step_index - 1 not in self.disable_corrector",
        "self.step_index not in self.disable_corrector",
    ),
    _step(
        "sa-noise-part", "The Adams solver's noise forgets tau.", "sasolver", "SASolverScheduler", "noise_part = sigma_t * torch.sqrt(1 - torch.exp(-2 * tau**2 * h)) * noise",
        "noise_part = sigma_t * torch.sqrt(1 - torch.exp(-2 * h)) * noise", method="stochastic_adams_bashforth_update",
    ),
    # Consistency and others
    _step(
        "lcm-boundary-without-scaling", "LCM's boundary scalings forget timestep_scaling.", "lcm", "LCMScheduler", "timestep * self.config.timestep_scaling", "timestep",
        method="get_scalings_for_boundary_condition_discrete",
    ),
    _step(
        "lcm-noise-in-the-last-step", "LCM adds noise in the last step, too.", "lcm", "LCMScheduler", "if self.step_index != self.num_inference_steps - 1:", "if True:",
    ),
    _step(
        "lcm-evenly-skipped", "LCM skips through its timesteps by a whole number instead of spreading them.", "lcm", "LCMScheduler",
        "np.linspace(0, len(lcm_origin_timesteps), num=num_inference_steps, endpoint=False)", "np.arange(num_inference_steps) * (len(lcm_origin_timesteps) // num_inference_steps)",
        method="set_timesteps",
    ),
    _step(
        "tcd-eta", "TCD's eta is taken for its complement.", "tcd", "TCDScheduler", "torch.floor((1 - eta) * prev_timestep)", "torch.floor(eta * prev_timestep)",
    ),
    _step(
        "edm-data-deviation", "EDM's inputs are scaled as if the data had a deviation of 1.", "edm_euler", "EDMEulerScheduler", "(sigma**2 + self.config.sigma_data**2) ** 0.5", "(sigma**2 + 1) ** 0.5",
        method="_get_conditioning_c_in",
    ),
    _step(
        "edm-noise-condition", "EDM's timesteps are the logarithms themselves instead of a quarter.", "edm_euler", "EDMEulerScheduler", "0.25 * torch.log(sigma)", "torch.log(sigma)",
        method="precondition_noise",
    ),
    _step(
        "unclip-last-timestep", "UnCLIP's schedule divides by the steps and never reaches the last timestep.", "unclip", "UnCLIPScheduler",
        "(self.config.num_train_timesteps - 1) / (self.num_inference_steps - 1)", "self.config.num_train_timesteps / self.num_inference_steps", method="set_timesteps",
    ),
    _step(
        "wuerstchen-end", "Würstchen's schedule leaves out the last timestep.", "ddpm_wuerstchen", "DDPMWuerstchenScheduler", "torch.linspace(1.0, 0.0, num_inference_steps + 1, device=device)",
        "torch.linspace(1.0, 0.0, num_inference_steps, device=device)", method="set_timesteps",
    ),
    _step(
        "ddim-inverse-order", "The inverse DDIM's timesteps fall.", "ddim_inverse", "DDIMInverseScheduler", "(np.arange(0, num_inference_steps) * step_ratio).round()",
        "(np.arange(0, num_inference_steps) * step_ratio).round()[::-1]", method="set_timesteps",
    ),
    _step(
        "ddim-parallel-clip", "The parallel DDIM derives no noise from clipped samples.", "ddim_parallel", "DDIMParallelScheduler",
        "pred_sample_direction = (1 - alpha_prod_t_prev - std_dev_t**2) ** (0.5) * pred_epsilon", "pred_sample_direction = (1 - alpha_prod_t_prev) ** (0.5) * pred_epsilon",
    ),
    _step(
        "cogvideox-shift", "CogVideoX's DDIM forgets the shift of its noise levels.", "ddim_cogvideox", "CogVideoXDDIMScheduler",
        "a_t = ((1 - alpha_prod_t_prev) / (1 - alpha_prod_t)) ** 0.5", "a_t = (1 - alpha_prod_t_prev) / (1 - alpha_prod_t)",
    ),
    _step(
        "cogvideox-dpm-spacing", "CogVideoX's DPM cuts linspace timesteps instead of rounding them.", "dpm_cogvideox", "CogVideoXDPMScheduler",
        ".round()[::-1]\n            .copy()", "[::-1]\n            .copy()", method="set_timesteps",
    ),
    # Flow matching
    _step(
        "flow-shift-twice", "The flow's sigmas are shifted once although upstream shifts its smallest twice.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "self._sigma_to_t(self.sigma_min), num_inference_steps", "1.0, num_inference_steps", method="set_timesteps",
    ),
    _step(
        "flow-shift-missing", "The flow's sigmas are not shifted.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "sigmas = self.shift * sigmas / (1 + (self.shift - 1) * sigmas)", "pass", method="set_timesteps",
    ),
    _step(
        "flow-mu-linear", "Dynamic shifting takes mu itself for its exponential.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "math.exp(mu) / (math.exp(mu) + (1 / t - 1) ** sigma)", "mu / (mu + (1 / t - 1) ** sigma)", method="_time_shift_exponential",
    ),
    _step(
        "flow-noise-mixed-wrongly", "The flow adds noise without taking the picture's part away.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "sigma * noise + (1.0 - sigma) * sample", "sigma * noise + sample", method="scale_noise",
    ),
    _step(
        "flow-stochastic", "The stochastic flow adds noise of the level it comes from.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "(1.0 - next_sigma) * x0 + next_sigma * noise", "(1.0 - next_sigma) * x0 + current_sigma * noise",
    ),
    _step(
        "flow-terminal", "shift_terminal is ignored.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler", "if self.config.shift_terminal:", "if False:", method="set_timesteps",
    ),
    _step(
        "flow-heun-half", "The flow's Heun step adds both slopes without halving.", "flow_match_heun_discrete", "FlowMatchHeunDiscreteScheduler",
        "derivative = 0.5 * (self.prev_derivative + derivative)", "derivative = self.prev_derivative + derivative",
    ),
]
