"""What `from_config` registers for configurations of the same and of other classes."""

import logging

#: Left-over keys of Stable Diffusion's published configuration, and one nobody knows.
PUBLISHED = {
    "_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
    "beta_start": 0.00085, "num_train_timesteps": 100, "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1,
    "trained_betas": None, "clip_sample": False,
}
OWN = {"UnCLIPScheduler": {}, "EDMEulerScheduler": {"num_train_timesteps": 100}, "DDPMWuerstchenScheduler": {"s": 0.01}}


def configurations(kinds):
    import diffusers

    rows = []
    for kind in sorted(kinds):
        name = getattr(diffusers, kind)
        published = dict(PUBLISHED, **({"beta_schedule": "squaredcos_cap_v2"} if kind == "UnCLIPScheduler" else {}))
        inputs = {
            "defaults": {},
            "published": published,
            "unknown": {**OWN.get(kind, {"num_train_timesteps": 50}), "unknown_key": [1, 2.5, "a", None, True], "other": {"a": "it's"}},
            "defaulted": {"_use_default_values": ["num_train_timesteps"], "num_train_timesteps": 7, "_private": 1},
        }
        if kind == "EulerDiscreteScheduler":
            inputs["from-heun"] = {"_class_name": "HeunDiscreteScheduler", "clip_sample": True, "clip_sample_range": 2.0, "num_train_timesteps": 40}
        for label, config in inputs.items():
            rows.append({"name": f"{kind} {label}", "class": kind, "input": config, **register(name, config)})
    return rows


def register(kind, config):
    messages = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())
    logger = logging.getLogger("diffusers.configuration_utils")
    logger.addHandler(handler)
    try:
        scheduler = kind.from_config(config)
    finally:
        logger.removeHandler(handler)
    registered = {key: value for key, value in dict(scheduler.config).items() if key != "_use_default_values"}
    warnings = [message for message in messages if "were passed to" in message]
    return {"registered": registered, **({"warning": warnings[0]} if warnings else {})}
