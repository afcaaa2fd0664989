"""Runs one row: builds the scheduler, sets the timesteps, adds noise, makes the steps."""

import importlib

import numpy as np
import torch
from torchsde._brownian import brownian_interval

from oracle.arithmetic import FLOAT32


class Draws:
    """Answers every random draw from the pool and remembers its shape."""

    def __init__(self, pool):
        self.pool, self.shapes = pool, []

    def __call__(self, shape, *arguments, **keywords):
        shape = tuple(shape)
        flat = self.pool[len(self.shapes) % len(self.pool)]
        self.shapes.append(list(shape))
        return flat[: int(np.prod(shape))].reshape(shape).clone()


#: The seeds that the row's Brownian tree has drawn from.
SEEDS = []


def seeded_normal(size, dtype, device, seed):
    """Noise of a Brownian tree: float32 numbers in both arithmetics."""
    SEEDS.append(int(seed))
    generator = torch.Generator().manual_seed(int(seed))
    return torch.randn(tuple(size), dtype=FLOAT32, generator=generator).to(dtype)


def array(value):
    value = value.detach() if isinstance(value, torch.Tensor) else torch.as_tensor(value)
    return value.to(torch.float64 if value.is_floating_point() else torch.int64).numpy().copy()


def from_json(config):
    """Infinite numbers are spelled out in the rows."""
    return {key: float(value) if value in ("inf", "-inf") else value for key, value in config.items()}


def run_row(row, inputs, ideal):
    dtype = torch.float64 if ideal else torch.float32
    tensors = {name: torch.from_numpy(value).to(dtype) for name, value in inputs.items()}
    draws = Draws(tensors["draws"])
    result = {"tensors": {}}
    SEEDS.clear()
    try:
        run(row, tensors, draws, result["tensors"])
    except Exception as error:
        result = {"error": {"type": type(error).__name__, "message": str(error)}}
    if SEEDS:
        result["seeds"] = list(SEEDS)
    if draws.shapes:
        result["draws"] = draws.shapes
    if ideal:
        assert all(value.dtype in (np.float64, np.int64) for value in result.get("tensors", {}).values())
    return result


def run(row, tensors, draws, out):
    import diffusers

    kind = getattr(diffusers, row["class"])
    for name in [row["class"], *row.get("predictor", [])[:1]]:
        module = importlib.import_module(getattr(diffusers, name).__module__)
        if hasattr(module, "randn_tensor"):
            module.randn_tensor = draws
    torch.randn_like = lambda like, **keywords: draws(like.shape)
    brownian_interval._randn = seeded_normal
    torch.manual_seed(9)

    scheduler = kind(**from_json(row["config"]), **objects(row))
    if "shift" in row:
        scheduler.set_shift(row["shift"])
    arguments = dict(row["set"])
    if "sigmas" in arguments:
        arguments["sigmas"] = list(arguments["sigmas"])
    scheduler.set_timesteps(**arguments)
    out["timesteps"] = array(scheduler.timesteps)
    if hasattr(scheduler, "sigmas"):
        out["sigmas"] = array(scheduler.sigmas)
    initial = getattr(scheduler, "init_noise_sigma", 1.0)
    out["init_noise_sigma"] = array(torch.as_tensor(initial, dtype=torch.get_default_dtype()).reshape(1))

    begin = row.get("begin", 0)
    if "begin" in row and hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(begin)
    sample = tensors["sample"] * initial
    if "tokens" in row:  # [N, L, C]
        sample = sample.reshape(2, 3, 2)
    timesteps = scheduler.timesteps[begin:][: row.get("limit")]
    if row["class"] == "DDPMWuerstchenScheduler":
        timesteps = timesteps[:-1]
    memory = {}
    if row.get("add_noise"):
        sample = add_noise(scheduler, tensors, timesteps[:1])
        out["noisy"] = array(sample)
    steps = {"scaled": [], "prev_sample": [], "pred_original_sample": []}
    for index, timestep in enumerate(timesteps if row.get("steps", True) else []):
        scaled = scheduler.scale_model_input(sample, timestep) if hasattr(scheduler, "scale_model_input") else sample
        if scaled is not sample:
            steps["scaled"].append(array(scaled))
        count = 2 if row.get("learned") else 1
        flat = tensors["outputs"][index % len(tensors["outputs"])] * row.get("gain", 1)
        shape = (sample.shape[0], count * sample.shape[1], *sample.shape[2:])
        output = flat[: int(np.prod(shape))].reshape(shape)
        if row.get("previous"):
            memory["prev_timestep"] = timesteps[index + 1] if index + 1 < len(timesteps) else None
        sample, original = step(scheduler, row, output, timestep, sample, memory)
        steps["prev_sample"].append(array(sample))
        if original is not None:
            steps["pred_original_sample"].append(array(original))
        if index == 0 and row.get("add_noise"):
            out["noisy_later"] = array(add_noise(scheduler, tensors, timesteps[1:2]))
    out.update({name: np.stack(values) for name, values in steps.items() if values})


def objects(row):
    """Arguments of the constructor that no configuration holds: `predictor` is UniPC's solver_p, `tau` the value of the SA-Solver's tau_func below timestep 700."""
    import diffusers

    result = {}
    if "predictor" in row:
        name, config = row["predictor"]
        result["solver_p"] = getattr(diffusers, name)(**config)
    if "tau" in row:
        result["tau_func"] = lambda timestep: row["tau"] if timestep < 700 else 0
    return result


def add_noise(scheduler, tensors, timesteps):
    repeated = timesteps.repeat(tensors["sample"].shape[0])
    if hasattr(scheduler, "scale_noise"):
        single = type(scheduler).__name__ == "FlowMatchHeunDiscreteScheduler"
        return scheduler.scale_noise(tensors["sample"], timesteps if single else repeated, tensors["noise"])
    return scheduler.add_noise(tensors["sample"], tensors["noise"], repeated)


def step(scheduler, row, output, timestep, sample, memory):
    """One step; `memory` holds what some pipelines hand from one step to the next."""
    options = dict(row.get("options", {}))
    if "tokens" in row:
        options["per_token_timesteps"] = torch.tensor(row["tokens"])
    if row["class"] == "CogVideoXDPMScheduler":
        result = scheduler.step(output, memory.get("original"), timestep, memory.get("timestep"), sample, **options)
        memory.update(original=result[1], timestep=timestep)
        return result
    if row["class"] == "DDPMWuerstchenScheduler":
        timestep = timestep.expand(sample.shape[0])
    result = scheduler.step(output, timestep, sample, **memory, **options, return_dict=False)
    return result[0], (result[1] if len(result) > 1 else None)
