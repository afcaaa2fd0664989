"""What a mutant is."""

import dataclasses
from collections.abc import Callable

from .selections import Selection


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One bug of a port."""

    name: str
    #: What the port does, in one sentence.
    bug: str
    #: Makes this process's diffusers do the same.
    apply: Callable[[], None]
    #: The cases that have to find it.
    cases: tuple[Selection, ...]


def mutant(name: str, bug: str, cases: Selection | tuple[Selection, ...], *changes: Callable[[], None]) -> Mutant:
    """A mutant that makes `changes`, one after the other."""

    def apply() -> None:
        for change in changes:
            change()

    return Mutant(name, bug, apply, cases if isinstance(cases, tuple) else (cases,))
