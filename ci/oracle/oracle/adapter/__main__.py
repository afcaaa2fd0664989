"""Speaks the protocol."""

import sys

from .session import Session


def main() -> None:
    Session(sys.stdout).converse(sys.stdin)


if __name__ == "__main__":
    main()
