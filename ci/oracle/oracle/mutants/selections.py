"""The cases that a mutant is judged by: fixed, broad selections by what cases use, not by what they find."""

import dataclasses
import functools
import json
import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]
GOLDEN = REPOSITORY / "Golden"


@dataclasses.dataclass(frozen=True)
class CaseFacts:
    """What a request says."""

    id: str
    #: Of the call, of `from_pretrained`, and methods called before.
    arguments: frozenset[str]
    scheduler: str
    is_error: bool
    #: Whether the scheduler is not the checkpoint's.
    is_rescheduled: bool

    @property
    def class_name(self) -> str:
        return self.id.split("/")[1]


#: The cases of one selection: what a mutant costs.
LIMIT = 8


@dataclasses.dataclass(frozen=True)
class Selection:
    """Cases of the level `pipeline`, and tables for other levels."""

    wants: Callable[[CaseFacts], bool]
    #: At most so many cases, spread evenly over classes and names.
    limit: int = LIMIT
    #: Patterns of files in `Golden`, by level.
    tables: tuple[tuple[str, str], ...] = ()

    def cases(self) -> list[str]:
        return _spread([facts for facts in all_cases() if self.wants(facts)], self.limit)

    @property
    def levels(self) -> set[str]:
        return {level for level, _ in self.tables} | ({"pipeline"} if self.cases() else set())


def _spread(cases: list[CaseFacts], limit: int) -> list[str]:
    """Some of each class or of every so-manieth one, the cases of each spread evenly over their names."""
    groups = _evenly([[facts.id for facts in group] for _, group in groupby(cases, lambda facts: facts.class_name)], limit)
    counts = [0] * len(groups)
    while sum(counts) < min(limit, sum(map(len, groups))):
        number = min((n for n, group in enumerate(groups) if counts[n] < len(group)), key=lambda n: counts[n])
        counts[number] += 1
    return [name for group, count in zip(groups, counts, strict=True) for name in _evenly(group, count)]


def _evenly(items: list, count: int) -> list:
    count = min(count, len(items))
    return [items[(2 * index + 1) * len(items) // (2 * count)] for index in range(count)]


def family(*names: str, limit: int = LIMIT) -> Selection:
    """Cases of families or classes with the checkpoints' own schedulers."""
    parts = set(names)
    return Selection(lambda facts: not facts.is_error and not facts.is_rescheduled and bool(parts & set(facts.id.split("/")[:2])), limit)


def argument(*names: str, within: str = "", limit: int = LIMIT) -> Selection:
    """Cases that pass one of these arguments to the call, to `from_pretrained`, or call one of these methods."""
    wanted = set(names)
    return Selection(
        lambda facts: not facts.is_error and bool(wanted & facts.arguments) and re.search(within, facts.id) is not None, limit
    )


def named(pattern: str, limit: int = LIMIT) -> Selection:
    """Cases whose id matches."""
    return Selection(lambda facts: not facts.is_error and re.search(pattern, facts.id) is not None, limit)


def scheduler(name: str, limit: int = 6) -> Selection:
    """Cases with this class of schedulers, those that configure it before others, and its schedules."""
    rescheduled = any(facts.scheduler == name and facts.is_rescheduled and not facts.is_error for facts in all_cases())
    return Selection(
        lambda facts: not facts.is_error and facts.scheduler == name and facts.is_rescheduled == rescheduled, limit,
        (("schedule", f"units/schedulers/{name}.*"),),
    )


def level(name: str, *tables: str) -> Selection:
    """A level beside whole runs."""
    return Selection(lambda _: False, tables=tuple((name, table) for table in tables))


@functools.cache
def all_cases() -> tuple[CaseFacts, ...]:
    files = sorted(GOLDEN.glob("*/*/*/request.json"))
    return tuple(_facts(file) for file in files)


def _facts(file: Path) -> CaseFacts:
    request = json.loads(file.read_text())
    load, call = request.get("load", {}), request.get("call", {})
    checkpoint = (file.parent / request["checkpoint"]).resolve()
    own = load.get("scheduler")
    setup = {step["method"] for step in request.get("setup", [])}
    return CaseFacts(
        id="/".join(file.parts[-4:-1]), arguments=frozenset(call) | frozenset(load) | setup,
        scheduler=own["class"] if isinstance(own, dict) and "class" in own else _own_scheduler(checkpoint),
        is_error="error" in json.loads((file.parent / "golden.json").read_text()), is_rescheduled=own is not None,
    )


@functools.cache
def _own_scheduler(checkpoint: Path) -> str:
    index = checkpoint / "model_index.json"
    return json.loads(index.read_text())["scheduler"][1] if index.exists() else ""


def build_suite(folder: Path, selections: Iterable[Selection]) -> None:
    """A suite that holds the selected cases and tables alone, by links."""
    (folder / "Golden").mkdir(parents=True)
    (folder / "Fixtures").symlink_to(REPOSITORY / "Fixtures")
    cases = {case for selection in selections for case in selection.cases()}
    tables = {table for selection in selections for _, table in selection.tables}
    patterns = tables | {f"{case.partition('/')[0]}/shared.safetensors" for case in cases}
    found = [GOLDEN / case for case in cases] + [path for pattern in patterns for path in GOLDEN.glob(pattern)]
    for path in found:
        link = folder / "Golden" / path.relative_to(GOLDEN)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)
