"""One process of one arithmetic, which answers commands. What libraries print goes to the log.

    python -m oracle.adapter.worker ARITHMETIC
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import TextIO

from ..arithmetic import prepare
from .progress import Progress
from .replies import Malformed, Raised, Skipped, without_answer


def main(arithmetic: str) -> None:
    replies = _private_output()
    progress = Progress(replies)
    progress.tell(f"importing diffusers for {arithmetic} arithmetic")
    prepare(arithmetic)
    serve(sys.stdin, replies, progress)
    sys.stderr.flush()
    os._exit(0)  # There is nothing to take down in order.


def serve(lines: Iterable[str], replies: TextIO, progress: Progress | None = None) -> None:
    """Answers commands until there are no more."""
    progress = progress or Progress(replies)
    commands = _commands(progress)
    for line in lines:
        message = json.loads(line)
        progress.restart()
        reply = {"seq": message.get("seq")} | _answer(commands[message["cmd"]], message)
        print(json.dumps(reply), file=replies, flush=True)


def _private_output() -> TextIO:
    """Standard output for replies alone: whatever else is written there, even by C code, goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return replies


def _commands(progress: Progress) -> dict[str, Callable[[dict], dict]]:
    from .components import component
    from .randoms import random
    from .resolving import resolve
    from .runs import run
    from .schedules import schedule
    from .tokens import tokens

    progress.watch_loading()
    return {
        "resolve": resolve, "run": lambda message: run(message, progress), "schedule": schedule, "tokens": tokens,
        "random": random, "component": component,
    }


def _answer(command: Callable[[dict], dict], message: dict) -> dict:
    try:
        return command(message)
    except (Malformed, Raised, Skipped) as problem:
        return without_answer(problem)
    except KeyError as error:
        traceback.print_exc()
        return without_answer(Malformed(f"'{message['cmd']}' has no {error}"))
    except Exception as error:
        traceback.print_exc()
        return without_answer(error)


if __name__ == "__main__":
    main(*sys.argv[1:])
