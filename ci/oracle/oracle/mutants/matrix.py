"""Runs mutants against the suite and says which of them it kills."""

import dataclasses
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .mutant import Mutant
from .registry import NONE
from .selections import Selection, build_suite

ARITHMETICS = {"float64": "ideal", "float32": "float32"}


@dataclasses.dataclass
class Tally:
    run: int = 0
    killed: int = 0

    def add(self, case: dict) -> None:
        self.run += case["standing"] != "skipped"
        self.killed += case["standing"] == "failed"


@dataclasses.dataclass
class Outcome:
    """What the suite says of a mutant."""

    name: str
    bug: str
    seconds: float
    cases: list[dict]

    @property
    def area(self) -> str:
        return self.name.partition("/")[0]

    @property
    def short_name(self) -> str:
        return self.name.partition("/")[2]

    def tally(self, key: str) -> dict[str, Tally]:
        """By a key of the cases' reports, such as `class` or `dtype`; the choice of classes counts as one class."""
        tallies: dict[str, Tally] = {}
        for case in self.cases:
            name = case.get(key) or "discrete"
            tallies.setdefault("resolve" if key == "class" and case["level"] == "resolve" else name, Tally()).add(case)
        return dict(sorted(tallies.items()))

    @property
    def total(self) -> Tally:
        total = Tally()
        for case in self.cases:
            total.add(case)
        return total

    @property
    def arithmetics(self) -> list[str]:
        """Those in which it dies; `discrete` for levels without numbers."""
        return [name for name, tally in self.tally("dtype").items() if tally.killed]

    @property
    def is_killed(self) -> bool:
        return bool(self.arithmetics)

    @property
    def first(self) -> dict | None:
        """The failure that shows the bug best: of the class's plain case if it fails."""
        failed = [case for case in self.cases if case["standing"] == "failed"]
        return min(failed, key=lambda case: (not case["id"].endswith("/plain"), case["id"], case.get("dtype") != "float64"), default=None)

    @property
    def diagnosis(self) -> str:
        """What the suite says it looks like, most often."""
        texts = Counter(text for case in self.cases for text in case.get("diagnosis", [])[:1])
        return texts.most_common(1)[0][0] if texts else ""


class Matrix:
    """Runs of the suite's binary."""

    def __init__(self, binary: str, report: Path, resumes: bool = False):
        """With `resumes`, results that the report holds already are taken as they are."""
        self._binary = binary
        self._report = report
        self._resumes = resumes

    def baseline(self, mutants: Iterable[Mutant], jobs: int) -> Outcome:
        """diffusers as it is on all the cases: it has to pass them."""
        selections = {id(selection): selection for mutant in mutants for selection in mutant.cases}
        return self._run(NONE, "diffusers as it is", list(selections.values()), jobs)

    def run(self, mutants: dict[str, Mutant], jobs: int) -> Iterable[Outcome]:
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(lambda item: self._run(item[0], item[1].bug, item[1].cases), mutants.items())

    def _run(self, name: str, bug: str, selections: Iterable[Selection], jobs: int = 1) -> Outcome:
        folder = self._report / "mutants" / name
        if self._resumes and (folder / _DONE).exists():
            return Outcome(name, bug, float((folder / _DONE).read_text()), _cases(folder))
        shutil.rmtree(folder, ignore_errors=True)
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as scratch:
            suite = Path(scratch, "suite")
            build_suite(suite, selections)
            levels = sorted({level for selection in selections for level in selection.levels})
            command = [
                self._binary, "check", "--suite", suite, "--report", folder, "--jobs", str(jobs), "--timeout", "120",
                "--implementation", shlex.join([sys.executable, "-m", "oracle.mutants.adapter", name]),
                *_options("--level", levels), *_options("--dtype", ARITHMETICS),
            ]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{name}: the suite ended with status {done.returncode}: {done.stderr}")
        shutil.rmtree(folder / "cases", ignore_errors=True)
        seconds = time.monotonic() - started
        (folder / _DONE).write_text(f"{seconds:.1f}\n")
        return Outcome(name, bug, seconds, _cases(folder))


def _options(name: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (name, value)]


#: Says that a mutant's run came to its end, and how long it took.
_DONE = "seconds"


def _cases(folder: Path) -> list[dict]:
    cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text().splitlines()]
    return [case for case in cases if "standing" in case]
