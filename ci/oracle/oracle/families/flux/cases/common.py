"""Texts, inputs and schedulers that the cases share."""

from ....cases import NEGATIVE, OTHER, TWO, Case, Table, tensor
from ....schedulers import flow

THREE = TWO + ["a red fox"]
LONG = (
    "portrait of an old man with a beard, dramatic light, film grain, 35mm, and behind him a castle in the clouds, "
    "green trees and white flowers on the hill, bright sunny day"
)
#: A part of the schedule in other words; all of it is in the scheduler's own tests.
STOCHASTIC = dict(load=flow(stochastic_sampling=True), request={"global_seed": 8})


def flux(name: str) -> dict:
    return tensor("flux", name)


def embeds(*names: str) -> dict:
    """The arguments `names` from the inputs, in the place of the prompt and its length."""
    return {"prompt": ..., "max_sequence_length": ...} | {name: flux(name) for name in names}


POSITIVE = embeds("prompt_embeds", "pooled_prompt_embeds")
NEGATIVE_EMBEDS = {name: flux(name) for name in ("negative_prompt_embeds", "negative_pooled_prompt_embeds")}
ONE_EMBED = tensor("stable-diffusion", "one_embed")
#: Arguments for true guidance.
TRUE = dict(true_cfg_scale=3.0, negative_prompt=NEGATIVE)


def prompt_errors(table: Table) -> list[Case]:
    """What every class with true guidance refuses."""
    return [
        table.error("prompt-and-embeds", prompt_embeds=ONE_EMBED),
        table.error("prompt-2-and-embeds", prompt=..., prompt_2=OTHER, prompt_embeds=ONE_EMBED),
        table.error("no-prompt", prompt=..., prompt_2=OTHER),
        table.error("prompt-type", prompt=5),
        table.error("prompt-2-type", prompt_2=5),
        table.error("negative-prompt-and-embeds", negative_prompt="ugly", negative_prompt_embeds=ONE_EMBED),
        table.error("negative-prompt-2-and-embeds", negative_prompt_2="ugly", negative_prompt_embeds=ONE_EMBED),
        table.error("no-pooled-embeds", **embeds("prompt_embeds")),
        table.error("no-negative-pooled-embeds", negative_prompt_embeds=flux("negative_prompt_embeds")),
        table.error("sequence-too-long", max_sequence_length=513),
    ]
