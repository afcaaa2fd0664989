"""JSON for people: indented, what is innermost on one line."""

import json
import re
from pathlib import Path

_INNERMOST = re.compile(r"([\[{])\n\s+([^\[\]{}\n]+(?:\n[^\[\]{}\n]+)*)\n\s+([\]}])")
_OF_FORMATS = re.compile(r'\{\n\s+("b?float16": [\[{][^\[\]{}\n]+[\]}])(?:(,)\n\s+("b?float16": [\[{][^\[\]{}\n]+[\]}]))?\n\s+\}')


def write_json(path: Path, content: dict) -> None:
    """Innermost lists and objects are on one line where they fit; what each format of 16 bits has, always."""
    text = _INNERMOST.sub(_one_line, json.dumps(content, indent=2, ensure_ascii=False))
    text = _OF_FORMATS.sub(lambda match: "{" + " ".join(part for part in match.groups() if part).replace(" , ", ", ") + "}", text)
    path.write_text(text + "\n", encoding="utf-8")


def _one_line(match: re.Match) -> str:
    line = match[1] + re.sub(r"\n\s+", " ", match[2]) + match[3]
    return line if len(line) <= 100 else match[0]
