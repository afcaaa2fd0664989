"""`schedule`: the timesteps and noise levels that `set_timesteps` leaves."""

import torch

from .classes import class_named
from .replies import upstream


def schedule(message: dict) -> dict:
    kind = class_named(message["class"])
    with upstream():
        scheduler = kind(**message["config"])
        scheduler.set_timesteps(**message["arguments"])
    return {"timesteps": _numbers(scheduler.timesteps), "sigmas": _numbers(getattr(scheduler, "sigmas", None))}


def _numbers(values) -> list | None:
    """Integers stay integers."""
    return None if values is None else torch.as_tensor(values).tolist()
