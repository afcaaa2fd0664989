"""Schedulers: timesteps, noise levels, steps, histories."""

from .edits import default, edit, edit_copies
from .mutant import Mutant, mutant
from .selections import scheduler


def in_class(
    name: str, bug: str, module: str, class_name: str, old: str, new: str, times: int = 1, method: str = "step", limit: int = 6
) -> Mutant:
    """A bug in one method of one class, judged by the cases with it."""
    return mutant(name, bug, scheduler(class_name, limit), edit(_at(module, class_name, method), old, new, times))


def _at(module: str, class_name: str, method: str) -> str:
    return f".schedulers.scheduling_{module}:{class_name}.{method}"


MUTANTS = [
    # DDIM
    in_class(
        "ddim-leading-without-offset", "DDIM forgets steps_offset with leading spacing.", "ddim", "DDIMScheduler",
        "timesteps += self.config.steps_offset", "timesteps += 0", method="set_timesteps",
    ),
    in_class(
        "ddim-trailing-not-rounded", "DDIM cuts trailing timesteps instead of rounding them.", "ddim", "DDIMScheduler",
        "np.round(np.arange(self.config.num_train_timesteps, 0, -step_ratio))",
        "np.floor(np.arange(self.config.num_train_timesteps, 0, -step_ratio))", method="set_timesteps",
    ),
    in_class(
        "ddim-final-alpha", "DDIM takes 1 for the last alpha although set_alpha_to_one is false.", "ddim", "DDIMScheduler",
        "if prev_timestep >= 0 else self.final_alpha_cumprod", "if prev_timestep >= 0 else torch.tensor(1.0)",
    ),
    in_class(
        "ddim-previous-by-the-schedule", "DDIM takes the schedule's next timestep for the previous one.", "ddim", "DDIMScheduler",
        "prev_timestep = timestep - self.config.num_train_timesteps // self.num_inference_steps",
        "prev_timestep = next((t for t in self.timesteps if t < timestep), torch.tensor(-1))", limit=40,
    ),
    in_class(
        "ddim-eta-squared", "DDIM's direction forgets to subtract the variance of its noise.", "ddim", "DDIMScheduler",
        "(1 - alpha_prod_t_prev - std_dev_t**2)", "(1 - alpha_prod_t_prev)",
    ),
    in_class(
        "ddim-clip-before-epsilon", "DDIM derives the noise again from the clipped sample.", "ddim", "DDIMScheduler", "if use_clipped_model_output:",
        "if self.config.clip_sample:",
    ),
    in_class(
        "ddim-velocity-sign", "DDIM's v-prediction adds the velocity.", "ddim", "DDIMScheduler",
        "(alpha_prod_t**0.5) * sample - (beta_prod_t**0.5) * model_output", "(alpha_prod_t**0.5) * sample + (beta_prod_t**0.5) * model_output",
        limit=40,
    ),
    in_class(
        "ddim-threshold-without-division", "Dynamic thresholding clamps and does not divide.", "ddim", "DDIMScheduler",
        "torch.clamp(sample, -s, s) / s", "torch.clamp(sample, -s, s)", method="_threshold_sample", limit=40,
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
        edit(
            _at("ddim", "DDIMScheduler", "__init__"), "torch.linspace(beta_start**0.5, beta_end**0.5, num_train_timesteps, dtype=torch.float32) ** 2",
            "torch.linspace(beta_start, beta_end, num_train_timesteps, dtype=torch.float32)",
        ),
        edit(
            _at("pndm", "PNDMScheduler", "__init__"), "torch.linspace(beta_start**0.5, beta_end**0.5, num_train_timesteps, dtype=torch.float32) ** 2",
            "torch.linspace(beta_start, beta_end, num_train_timesteps, dtype=torch.float32)",
        ),
    ),
    in_class(
        "cosine-betas-by-integers", "The cosine schedule divides integers: every beta but the last is 0.", "ddim", "DDIMScheduler",
        "betas_for_alpha_bar(num_train_timesteps)", "torch.cat([torch.zeros(num_train_timesteps - 1), torch.tensor([0.999])])", method="__init__",
        limit=40,
    ),
    # DDPM
    in_class(
        "ddpm-variance-of-the-previous", "DDPM's variance is the beta itself, as fixed_large has it.", "ddpm", "DDPMScheduler",
        "variance = (1 - alpha_prod_t_prev) / (1 - alpha_prod_t) * current_beta_t", "variance = current_beta_t", method="_get_variance",
    ),
    # PNDM
    in_class(
        "pndm-without-the-repeated-timestep", "PNDM does not repeat the second timestep.", "pndm", "PNDMScheduler",
        "np.concatenate([self._timesteps[:-1], self._timesteps[-2:-1], self._timesteps[-1:]])", "self._timesteps", method="set_timesteps",
    ),
    in_class(
        "pndm-third-order-weights", "The weights of PNDM's third step are those of another rule.", "pndm", "PNDMScheduler",
        "(23 * self.ets[-1] - 16 * self.ets[-2] + 5 * self.ets[-3]) / 12", "(3 * self.ets[-1] - self.ets[-2]) / 2", method="step_plms",
    ),
    in_class(
        "pndm-runge-kutta-thirds", "PNDM's Runge-Kutta steps weigh the four outputs alike.", "pndm", "PNDMScheduler",
        "self.cur_model_output += 1 / 3 * model_output", "self.cur_model_output += 1 / 4 * model_output", 2, method="step_prk",
    ),
    # Euler
    in_class(
        "euler-input-not-scaled", "Euler's input is not scaled.", "euler_discrete", "EulerDiscreteScheduler",
        "sample = sample / ((sigma**2 + 1) ** 0.5)", "pass", method="scale_model_input",
    ),
    in_class(
        "euler-karras-rho", "Karras' noise levels have a rho of 5.", "euler_discrete", "EulerDiscreteScheduler", "rho = 7.0", "rho = 5.0",
        method="_convert_to_karras",
    ),
    in_class(
        "euler-karras-timesteps-kept", "Karras' noise levels keep the timesteps of the plain schedule.", "euler_discrete", "EulerDiscreteScheduler",
        "timesteps = np.array([self._sigma_to_t(sigma, log_sigmas) for sigma in sigmas])\n\n        elif self.config.use_exponential_sigmas",
        "pass\n\n        elif self.config.use_exponential_sigmas", method="set_timesteps",
    ),
    in_class(
        "euler-last-sigma", "Euler ends with the smallest noise level instead of 0.", "euler_discrete", "EulerDiscreteScheduler", "sigma_last = 0\n",
        "sigma_last = ((1 - self.alphas_cumprod[0]) / self.alphas_cumprod[0]) ** 0.5\n", method="set_timesteps",
    ),
    in_class(
        "euler-integer-timesteps", "Noise levels are looked up at whole timesteps instead of interpolated.", "euler_discrete",
        "EulerDiscreteScheduler", "np.interp(timesteps, np.arange(0, len(sigmas)), sigmas)", "sigmas[timesteps.round().astype(np.int64)]",
        method="set_timesteps",
    ),
    mutant(
        "euler-beta-quantiles", "Beta noise levels have their two parameters at 0.5 instead of 0.6.", scheduler("EulerDiscreteScheduler"),
        default(_at("euler_discrete", "EulerDiscreteScheduler", "_convert_to_beta"), "alpha", 0.6, 0.5),
        default(_at("euler_discrete", "EulerDiscreteScheduler", "_convert_to_beta"), "beta", 0.6, 0.5),
    ),
    in_class(
        "ancestral-noise-of-the-step", "Euler's ancestral noise has the scale of the deterministic part.", "euler_ancestral_discrete",
        "EulerAncestralDiscreteScheduler", "prev_sample = prev_sample + noise * sigma_up", "prev_sample = prev_sample + noise * sigma_down",
    ),
    in_class(
        "ancestral-without-step-down", "Euler's ancestral step goes down to the next level before it adds noise.", "euler_ancestral_discrete",
        "EulerAncestralDiscreteScheduler", "dt = sigma_down - sigma", "dt = sigma_to - sigma",
    ),
    # Second order
    in_class(
        "heun-without-averaging", "Heun's second step takes the new slope alone.", "heun_discrete", "HeunDiscreteScheduler",
        "derivative = (self.prev_derivative + derivative) / 2", "pass",
    ),
    in_class(
        "heun-timesteps-not-doubled", "Heun asks the model at the first timestep of a step twice.", "heun_discrete", "HeunDiscreteScheduler",
        "torch.cat([timesteps[:1], timesteps[1:].repeat_interleave(2)])", "timesteps.repeat_interleave(2)[:-1]", method="set_timesteps",
    ),
    in_class(
        "kdpm2-midpoint-linear", "KDPM2's midpoint is the mean of the levels instead of their logarithms'.", "k_dpm_2_discrete",
        "KDPM2DiscreteScheduler", "sigmas.log().lerp(sigmas.roll(1).log(), 0.5).exp()", "sigmas.lerp(sigmas.roll(1), 0.5)", method="set_timesteps",
    ),
    in_class(
        "kdpm2-ancestral-noise-in-both-steps", "KDPM2 draws its ancestral noise in the first half of a step.", "k_dpm_2_ancestral_discrete",
        "KDPM2AncestralDiscreteScheduler", "prev_sample = sample + derivative * dt\n    else:",
        "prev_sample = sample + derivative * dt\n        randn_tensor(model_output.shape, dtype=model_output.dtype, device=model_output.device, generator=generator)\n    else:",
    ),
    in_class(
        "lms-history-in-order", "LMS weighs the oldest derivative as the newest.", "lms_discrete", "LMSDiscreteScheduler",
        "reversed(self.derivatives)", "self.derivatives",
    ),
    # Consistency and others
    in_class(
        "lcm-boundary-without-scaling", "LCM's boundary scalings forget timestep_scaling.", "lcm", "LCMScheduler",
        "timestep * self.config.timestep_scaling", "timestep", method="get_scalings_for_boundary_condition_discrete",
    ),
    in_class(
        "lcm-noise-in-the-last-step", "LCM adds noise in the last step, too.", "lcm", "LCMScheduler",
        "if self.step_index != self.num_inference_steps - 1:", "if True:",
    ),
    in_class(
        "lcm-evenly-skipped", "LCM skips through its timesteps by a whole number instead of spreading them.", "lcm", "LCMScheduler",
        "np.linspace(0, len(lcm_origin_timesteps), num=num_inference_steps, endpoint=False)",
        "np.arange(num_inference_steps) * (len(lcm_origin_timesteps) // num_inference_steps)", method="set_timesteps",
    ),
    in_class(
        "tcd-eta", "TCD's eta is taken for its complement.", "tcd", "TCDScheduler", "torch.floor((1 - eta) * prev_timestep)",
        "torch.floor(eta * prev_timestep)",
    ),
    in_class(
        "edm-data-deviation", "EDM's inputs are scaled as if the data had a deviation of 1.", "edm_euler", "EDMEulerScheduler",
        "(sigma**2 + self.config.sigma_data**2) ** 0.5", "(sigma**2 + 1) ** 0.5", method="_get_conditioning_c_in",
    ),
    in_class(
        "edm-noise-condition", "EDM's timesteps are the logarithms themselves instead of a quarter.", "edm_euler", "EDMEulerScheduler",
        "0.25 * torch.log(sigma)", "torch.log(sigma)", method="precondition_noise",
    ),
    in_class(
        "unclip-last-timestep", "UnCLIP's schedule divides by the steps and never reaches the last timestep.", "unclip", "UnCLIPScheduler",
        "(self.config.num_train_timesteps - 1) / (self.num_inference_steps - 1)", "self.config.num_train_timesteps / self.num_inference_steps",
        method="set_timesteps",
    ),
    in_class(
        "wuerstchen-end", "Würstchen's schedule leaves out the last timestep.", "ddpm_wuerstchen", "DDPMWuerstchenScheduler",
        "torch.linspace(1.0, 0.0, num_inference_steps + 1, device=device)", "torch.linspace(1.0, 0.0, num_inference_steps, device=device)",
        method="set_timesteps",
    ),
    in_class(
        "ddim-inverse-order", "The inverse DDIM's timesteps fall.", "ddim_inverse", "DDIMInverseScheduler",
        "(np.arange(0, num_inference_steps) * step_ratio).round()", "(np.arange(0, num_inference_steps) * step_ratio).round()[::-1]",
        method="set_timesteps",
    ),
    in_class(
        "ddim-parallel-clip", "The parallel DDIM derives no noise from clipped samples.", "ddim_parallel", "DDIMParallelScheduler",
        "pred_sample_direction = (1 - alpha_prod_t_prev - std_dev_t**2) ** (0.5) * pred_epsilon",
        "pred_sample_direction = (1 - alpha_prod_t_prev) ** (0.5) * pred_epsilon",
    ),
    in_class(
        "cogvideox-shift", "CogVideoX's DDIM forgets the shift of its noise levels.", "ddim_cogvideox", "CogVideoXDDIMScheduler",
        "a_t = ((1 - alpha_prod_t_prev) / (1 - alpha_prod_t)) ** 0.5", "a_t = (1 - alpha_prod_t_prev) / (1 - alpha_prod_t)",
    ),
    in_class(
        "cogvideox-dpm-spacing", "CogVideoX's DPM cuts linspace timesteps instead of rounding them.", "dpm_cogvideox", "CogVideoXDPMScheduler",
        ".round()[::-1]\n            .copy()", "[::-1]\n            .copy()", method="set_timesteps",
    ),
    # Flow matching
    in_class(
        "flow-smallest-shifted-once", "The flow's sigmas are shifted once although upstream shifts its smallest twice.", "flow_match_euler_discrete",
        "FlowMatchEulerDiscreteScheduler", "self._sigma_to_t(self.sigma_min), num_inference_steps", "1.0, num_inference_steps",
        method="set_timesteps",
    ),
    in_class(
        "flow-shift-missing", "The flow's sigmas are not shifted.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "sigmas = self.shift * sigmas / (1 + (self.shift - 1) * sigmas)", "pass", method="set_timesteps",
    ),
    in_class(
        "flow-mu-linear", "Dynamic shifting takes mu itself for its exponential.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "math.exp(mu) / (math.exp(mu) + (1 / t - 1) ** sigma)", "mu / (mu + (1 / t - 1) ** sigma)", method="_time_shift_exponential",
    ),
    in_class(
        "flow-noise-mixed-wrongly", "The flow adds noise without taking the picture's part away.", "flow_match_euler_discrete",
        "FlowMatchEulerDiscreteScheduler", "sigma * noise + (1.0 - sigma) * sample", "sigma * noise + sample", method="scale_noise",
    ),
    in_class(
        "flow-stochastic", "The stochastic flow adds noise of the level it comes from.", "flow_match_euler_discrete",
        "FlowMatchEulerDiscreteScheduler", "(1.0 - next_sigma) * x0 + next_sigma * noise", "(1.0 - next_sigma) * x0 + current_sigma * noise",
    ),
    in_class(
        "flow-terminal", "shift_terminal is ignored.", "flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler",
        "if self.config.shift_terminal:", "if False:", method="set_timesteps",
    ),
    in_class(
        "flow-heun-half", "The flow's Heun step adds both slopes without halving.", "flow_match_heun_discrete", "FlowMatchHeunDiscreteScheduler",
        "derivative = 0.5 * (self.prev_derivative + derivative)", "derivative = self.prev_derivative + derivative",
    ),
]
