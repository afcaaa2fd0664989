"""python -m oracle make|verify [--filter PATTERN] [--only fixtures|goldens|half]
python -m oracle mutants [--only PATTERN] [--jobs N] --binary autopipeline --report FOLDER
"""

import argparse
import dataclasses
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[3]


def main() -> int:
    options = _options()
    os.environ |= {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    if options.command == "mutants":
        from .mutants.command import run

        return run(options)

    from .families import FAMILIES

    cases = [dataclasses.replace(case, family=name) for name, family in FAMILIES.items() for case in family.CASES]
    wanted = [case for case in cases if re.search(options.filter, case.id)]
    if options.command == "make":
        problems = _make(wanted, options.only, _REPOSITORY)
        if options.only not in ("fixtures", "half"):
            if not options.filter:
                _remove_stale(cases, FAMILIES)
            _share({case.family for case in wanted})
    else:
        problems = _verify(wanted, options.only)
    print("\n".join(problems) if problems else f"{len(wanted)} cases: all well")
    return 1 if problems else 0


def _options() -> argparse.Namespace:
    from .mutants.command import add_arguments

    parser = argparse.ArgumentParser(prog="oracle", description="Makes or verifies Fixtures and Golden, or measures what the suite finds.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (("make", "make Fixtures and Golden"), ("verify", "compare Fixtures and Golden with a fresh run")):
        command = commands.add_parser(name, help=what)
        command.add_argument("--filter", default="", help="a regular expression: only the cases whose id matches")
        command.add_argument("--only", choices=["fixtures", "goldens", "half"], help="leave the others as they are")
    add_arguments(commands.add_parser("mutants", help="judge diffusers with one bug at a time by the suite"))
    return parser.parse_args()


def _make(cases, only: str | None, root: Path, measured: bool = True) -> list[str]:
    from .fixtures import make_fixtures
    from .goldens import make_goldens
    from .half import add_half_noise

    if only == "half":
        add_half_noise(cases, root)
        return []
    if only != "goldens":
        make_fixtures(root / "Fixtures")
    return make_goldens(cases, root, measured) if only != "fixtures" else []


def _remove_stale(cases, families) -> None:
    known = {case.id for case in cases}
    for name in families:
        for folder in (_REPOSITORY / "Golden" / name).glob("*/*"):
            if folder.is_dir() and f"{name}/{folder.parent.name}/{folder.name}" not in known:
                shutil.rmtree(folder)


def _share(families: set[str]) -> None:
    from .sharing import share

    for family in sorted(families):
        share(_REPOSITORY / "Golden" / family)


def _verify(cases, only: str | None) -> list[str]:
    from .verify import compare_folders, compare_golden

    if only == "half":
        return _verify_half(cases, _REPOSITORY)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        if only == "goldens":
            (root / "Fixtures").symlink_to(_REPOSITORY / "Fixtures")
        problems = _make(cases, only, root, measured=False)
        if only != "goldens":
            problems += compare_folders(_REPOSITORY / "Fixtures", root / "Fixtures")
        if only != "fixtures":
            for case in cases:
                problems += compare_golden(_REPOSITORY / "Golden" / case.id, root / "Golden" / case.id)
            problems += _verify_half(cases, root)
    return problems


def _verify_half(cases, root: Path) -> list[str]:
    from .half import measure_once
    from .verify import compare_half_noise

    found = measure_once(cases, root)
    return [problem for name, fresh in found.items() for problem in compare_half_noise(_REPOSITORY / "Golden" / name, fresh)]


if __name__ == "__main__":
    sys.exit(main())
