"""Speaks the protocol."""

import json
import sys

from .session import Session


def main() -> None:
    session = Session(sys.stdout)
    try:
        for line in sys.stdin:
            if not session.answer(line):
                break
    finally:
        session.stop()


if __name__ == "__main__":
    main()
