"""All mutants."""

from . import arithmetic, autoencoders, consistency, controlnets, draws, flux, guidance, images, masks, pag, resolver, safety, schedulers, sd3, solvers, tokenizers, xl
from .mutant import Mutant

AREAS = {
    "resolver": resolver.MUTANTS, "schedulers": schedulers.MUTANTS + solvers.MUTANTS, "tokenizers": tokenizers.MUTANTS,
    "draws": draws.MUTANTS, "images": images.MUTANTS, "arithmetic": arithmetic.MUTANTS, "masks": masks.MUTANTS,
    "guidance": guidance.MUTANTS, "autoencoders": autoencoders.MUTANTS, "consistency": consistency.MUTANTS,
    "controlnets": controlnets.MUTANTS, "pag": pag.MUTANTS, "xl": xl.MUTANTS, "sd3": sd3.MUTANTS, "flux": flux.MUTANTS,
    "safety": safety.MUTANTS,
}


def mutants() -> dict[str, Mutant]:
    """By name; the names of areas are their start: `arithmetic/tanh-gelu`."""
    return {f"{area}/{mutant.name}": mutant for area, table in AREAS.items() for mutant in table}


def apply(name: str) -> None:
    """Makes this process the mutant; without a name, nothing is changed."""
    if name != NONE:
        mutants()[name].apply()


#: diffusers as it is.
NONE = "none"
