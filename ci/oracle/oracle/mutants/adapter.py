"""diffusers with one bug, as an implementation under test.

    python -m oracle.mutants.adapter MUTANT
"""

import sys

from ..adapter.session import Session
from .child import Child


def main(mutant: str) -> None:
    Session(sys.stdout, lambda arithmetic: Child(mutant, arithmetic)).converse(sys.stdin)


if __name__ == "__main__":
    main(*sys.argv[1:])
