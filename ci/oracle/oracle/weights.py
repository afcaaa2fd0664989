"""Random weights for tiny checkpoints: every parameter random, none zero, activations near 1."""

import math
import re
import zlib

import numpy
import torch


def _fan_in(parameter: torch.Tensor) -> int:
    return max(1, math.prod(parameter.shape[1:]))


def _distribution(module: torch.nn.Module, name: str, parameter: torch.Tensor) -> tuple[float, float]:
    """Mean and standard deviation of a parameter, by the module that owns it."""
    if "Norm" in type(module).__name__:
        return (1.0, 0.25) if name == "weight" else (0.0, 0.25)
    if isinstance(module, torch.nn.Embedding):
        return 0.0, 1.0 if parameter.shape[0] > 100 else 0.5
    if name == "bias":
        return 0.0, 0.2
    if parameter.ndim >= 2:
        return 0.0, 1.0 / math.sqrt(_fan_in(parameter))
    return 0.0, 1.0


def uniform(key: str, shape: tuple[int, ...], mean: float = 0.0, deviation: float = 1.0) -> numpy.ndarray:
    """Float32 numbers of the given mean and deviation, a function of `key` alone and the same bits on every machine."""
    stream = numpy.random.Generator(numpy.random.PCG64(zlib.crc32(key.encode())))
    centred = stream.random(math.prod(shape)) * 2 - 1
    return (mean + centred * (math.sqrt(3.0) * deviation)).astype(numpy.float32).reshape(shape)


def randomize(model: torch.nn.Module, key: str, gains: dict[str, float] = {}) -> torch.nn.Module:
    """Fills every floating-point parameter of `model`. `gains` multiply the deviation of parameters whose full name matches a pattern."""
    with torch.no_grad():
        for path, module in model.named_modules():
            for name, parameter in module.named_parameters(recurse=False):
                full = f"{path}.{name}" if path else name
                mean, deviation = _distribution(module, name, parameter)
                for pattern, gain in gains.items():
                    if re.search(pattern, full):
                        deviation *= gain
                parameter.copy_(torch.from_numpy(uniform(f"{key}/{full}", tuple(parameter.shape), mean, deviation)))
                if not (torch.isfinite(parameter).all() and (parameter != 0).all()):
                    raise ValueError(f"{key}: {full} has a zero or a number that is not finite")
    return model.eval()
