"""`python -m oracle mutants`."""

import argparse
import re
import shlex
from pathlib import Path

from .matrix import ARITHMETICS, Matrix, Outcome
from .nursery import Nurseries
from .registry import mutants
from .report import write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", default="", help="a regular expression: only the mutants whose area/name matches")
    parser.add_argument("--binary", default="autopipeline", help="the suite")
    parser.add_argument("--report", type=Path, default=Path("report"), help="the folder for index.md, index.html, matrix.json and the suite's own reports")
    parser.add_argument("--jobs", type=int, default=1, help="how many mutants run at once")
    parser.add_argument("--resume", action="store_true", help="run only what the report has no results of yet")
    parser.add_argument("--list", action="store_true", help="list the mutants and how many cases each has, and run nothing")


def run(options: argparse.Namespace) -> int:
    """1 if a mutant survives, 2 if diffusers itself fails."""
    chosen = {name: mutant for name, mutant in mutants().items() if re.search(options.only, name)}
    if options.list:
        for name, mutant in chosen.items():
            print(f"{name:60} {sum(len(selection.cases()) for selection in mutant.cases):4}  {mutant.bug}")
        return 0
    matrix = Matrix(options.binary, options.report.resolve(), options.resume)
    with Nurseries(list(ARITHMETICS.values())):
        baseline = matrix.baseline(chosen.values(), options.jobs)
        print(f"diffusers as it is: {baseline.total.run} cases, {baseline.total.killed} failed", flush=True)
        if baseline.total.killed:
            return 2
        outcomes = [_told(outcome) for outcome in matrix.run(chosen, options.jobs)]
    write(options.report, baseline, outcomes, _command(options))
    survivors = [outcome.name for outcome in outcomes if not outcome.is_killed]
    print(f"{len(outcomes) - len(survivors)} of {len(outcomes)} mutants are killed" + (f"; {', '.join(survivors)} survive" if survivors else ""))
    return 1 if survivors else 0


def _told(outcome: Outcome) -> Outcome:
    state = ", ".join(f"{tally.killed}/{tally.run} {name}" for name, tally in outcome.tally("dtype").items())
    print(f"{'killed' if outcome.is_killed else 'ALIVE '} {outcome.name}: {state}", flush=True)
    return outcome


def _command(options: argparse.Namespace) -> str:
    only = ["--only", options.only] if options.only else []
    return shlex.join(["python", "-m", "oracle", "mutants", *only, "--binary", Path(options.binary).name, "--report", "report"])
