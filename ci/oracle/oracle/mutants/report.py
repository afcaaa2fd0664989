"""The matrix of mutants by classes: `index.md`, `matrix.json`, and `index.html`, a page that needs nothing else."""

import html
import json
from itertools import groupby
from pathlib import Path

from .matrix import Outcome, Tally

_TITLE = "Detection power"


def write(folder: Path, baseline: Outcome, outcomes: list[Outcome], command: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matrix.json").write_text(json.dumps(_matrix(baseline, outcomes, command), indent=1, ensure_ascii=False) + "\n")
    (folder / "index.md").write_text(_markdown(baseline, outcomes, command))
    (folder / "index.html").write_text(_page(baseline, outcomes, command))


def summary(outcomes: list[Outcome]) -> list[tuple[str, int, int, int, int]]:
    """By area, and in total: mutants, killed, killed in float32 or without numbers, explained."""
    rows = [(area, list(group)) for area, group in groupby(outcomes, lambda outcome: outcome.area)]
    return [_counts(area, group) for area, group in [*rows, ("all", outcomes)]]


def _counts(name: str, outcomes: list[Outcome]) -> tuple[str, int, int, int, int]:
    return (
        name, len(outcomes), sum(outcome.is_killed for outcome in outcomes),
        sum(bool(set(outcome.arithmetics) - {"float64"}) for outcome in outcomes), sum(bool(outcome.diagnosis) for outcome in outcomes),
    )


def _matrix(baseline: Outcome, outcomes: list[Outcome], command: str) -> dict:
    return {
        "command": command, "baseline": {"cases": baseline.total.run, "failed": baseline.total.killed},
        "mutants": [_entry(outcome) for outcome in outcomes],
    }


def _entry(outcome: Outcome) -> dict:
    first = outcome.first or {}
    return {
        "name": outcome.name, "bug": outcome.bug, "killed": outcome.is_killed, "arithmetics": outcome.arithmetics,
        "by_arithmetic": _numbers(outcome.tally("dtype")), "by_class": _numbers(outcome.tally("class")),
        "case": first.get("id"), "entry": _place(first), "problem": (first.get("divergence") or {}).get("problem") or first.get("message"),
        "diagnosis": outcome.diagnosis or None, "seconds": round(outcome.seconds, 1),
    }


def _numbers(tallies: dict[str, Tally]) -> dict:
    return {name: {"cases": tally.run, "killed": tally.killed} for name, tally in tallies.items()}


def _place(case: dict) -> str:
    return (case.get("divergence") or {}).get("entry") or (case.get("divergence") or {}).get("defect") or case.get("verdict") or ""


def _sentence(outcomes: list[Outcome]) -> str:
    killed = sum(outcome.is_killed for outcome in outcomes)
    wide = sum(outcome.arithmetics == ["float64"] for outcome in outcomes)
    return f"{killed} of {len(outcomes)} mutants are killed, {wide} of them in float64 alone."


def _markdown(baseline: Outcome, outcomes: list[Outcome], command: str) -> str:
    lines = [
        f"# {_TITLE}", "", _sentence(outcomes), "",
        f"diffusers as it is passes {baseline.total.run - baseline.total.killed} of the {baseline.total.run} cases that the mutants are judged by.", "",
        "```sh", command, "```", "", "| area | mutants | killed | in float32 too | explained |", "|---|--:|--:|--:|--:|",
        *("| " + " | ".join(map(str, row)) + " |" for row in summary(outcomes)),
    ]
    for area, group in groupby(outcomes, lambda outcome: outcome.area):
        lines += ["", f"## {area}", "", "| mutant | what the port does | killed | arithmetics | first divergent entry | looks like |", "|---|---|--:|---|---|---|"]
        lines += [_markdown_row(outcome) for outcome in group]
    return "\n".join(lines) + "\n"


def _markdown_row(outcome: Outcome) -> str:
    total = outcome.total
    cells = [
        f"`{outcome.name}`", outcome.bug, f"{total.killed}/{total.run}" if outcome.is_killed else "**survives**", ", ".join(outcome.arithmetics),
        f"`{_place(outcome.first)}`" if outcome.first else "", outcome.diagnosis,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _page(baseline: Outcome, outcomes: list[Outcome], command: str) -> str:
    classes = sorted({name for outcome in outcomes for name in outcome.tally("class")}, key=_column)
    head = "".join(f'<th scope="col"><span>{_text(name)}</span></th>' for name in classes)
    body = "".join(
        f'<tbody><tr class="level"><th colspan="{len(classes) + 2}" scope="rowgroup">{_text(area)}</th></tr>'
        + "".join(_row(outcome, classes) for outcome in group) + "</tbody>"
        for area, group in groupby(outcomes, lambda outcome: outcome.area)
    )
    survivors = sum(not outcome.is_killed for outcome in outcomes)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>{_TITLE}</title><style>{_STYLE}</style></head><body>
<header><h1>{_TITLE}</h1><p class="tally {'bad' if survivors else 'good'}">{_text(_sentence(outcomes))}</p>
<p class="faint">diffusers as it is passes {baseline.total.run - baseline.total.killed} of the {baseline.total.run} cases</p>
<pre>{_text(command)}</pre></header>
<details><summary>How to read this page</summary><p>Each row is diffusers with one bug, each column a class of the suite. A cell is the share of the
cases of that class, in float32 and float64, that find the bug; it is empty where the bug is not judged by the class. Under a name stand what the port
does, the arithmetics in which it is found, the first entry that diverges, and what the suite says that it looks like.</p></details>
<div class="scroll"><table><thead><tr><th scope="col">mutant</th><th scope="col">killed</th>{head}</tr></thead>{body}</table></div>
</body></html>
"""


def _column(name: str) -> tuple[bool, bool, str]:
    return name.endswith("Scheduler"), not name.endswith("Pipeline"), name


def _row(outcome: Outcome, classes: list[str]) -> str:
    tallies = outcome.tally("class")
    cells = "".join(_cell(tallies.get(name), f"{outcome.name}, {name}") for name in classes)
    total = outcome.total
    facts = [("", outcome.bug), ("faint", ", ".join(outcome.arithmetics))]
    if outcome.first:
        facts.append(("fault", f"{outcome.first['id']}: {_place(outcome.first)}"))
    if outcome.diagnosis:
        facts.append(("hint", f"looks like: {outcome.diagnosis}"))
    content = "".join(f'<p class="{tone}">{_text(text)}</p>' for tone, text in facts if text)
    return (
        f'<tr><th scope="row"><details><summary>{_text(outcome.short_name)}</summary>{content}</details></th>'
        f'<td class="{"good" if outcome.is_killed else "bad"}">{total.killed}/{total.run}</td>{cells}</tr>'
    )


def _cell(tally: Tally | None, title: str) -> str:
    if tally is None or not tally.run:
        return "<td></td>"
    share = tally.killed / tally.run
    label = f"{tally.killed}/{tally.run}"
    return f'<td class="share" style="--share:{share:.2f}" title="{html.escape(title)}: {label}">{label}</td>'


def _text(text: str) -> str:
    return html.escape(text, quote=False)


_STYLE = """
:root { color-scheme: light dark; --page: #fff; --card: #f5f6f8; --line: #d9dce1; --text: #1c2128; --faint: #5a626d;
  --good: #1a7437; --bad: #b8141f; --warning: #815400; --good-fill: #dcf3e2; --bad-fill: #fde0df; --full: #7ed29a; }
@media (prefers-color-scheme: dark) { :root { --page: #14171c; --card: #1d2127; --line: #353b44; --text: #e3e6ea; --faint: #9ba4b0;
  --good: #55c98a; --bad: #ff837b; --warning: #e6b84b; --good-fill: #16361f; --bad-fill: #46191a; --full: #24683c; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
header, body > details { max-width: 72rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
p { margin: .25rem 0; } .faint { color: var(--faint); } .good { color: var(--good); } .bad { color: var(--bad); }
.tally { font-size: 1.15rem; font-weight: 600; }
pre { font: .85rem/1.45 ui-monospace, monospace; margin: .5rem 0; padding: .5rem .75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap; }
details { margin: .5rem 0; } summary { cursor: pointer; }
.scroll { overflow: auto; max-height: 90vh; border: 1px solid var(--line); border-radius: .3rem; }
table { border-collapse: separate; border-spacing: 0; font-size: .75rem; }
th, td { border-bottom: 1px solid var(--line); padding: .1rem .3rem; text-align: right; font-variant-numeric: tabular-nums; }
th { font-weight: 500; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--page); vertical-align: bottom; }
thead span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
tbody th, thead th:first-child { position: sticky; left: 0; background: var(--page); text-align: left; min-width: 15rem; max-width: 26rem; }
thead th:first-child { z-index: 3; }
.level th { padding-top: .75rem; color: var(--faint); font-weight: 600; }
tr details { margin: 0; } tr p { font-weight: normal; overflow-wrap: anywhere; }
td.good { background: var(--good-fill); } td.bad { background: var(--bad-fill); font-weight: 700; }
td.share { background: color-mix(in srgb, var(--full) calc(var(--share) * 100%), var(--card)); min-width: 2.4rem; }
.fault { font-family: ui-monospace, monospace; } .hint { color: var(--warning); }
"""
