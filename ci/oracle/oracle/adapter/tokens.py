"""`tokens`: ids and masks of texts."""

from functools import lru_cache
from pathlib import Path

from .classes import class_named
from .replies import upstream


def tokens(message: dict) -> dict:
    folder = Path(message["folder"])
    files = tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in sorted(folder.iterdir()))
    tokenizer = _tokenizer(message["class"], folder, files)
    if not message["texts"]:
        return {"ids": [], "mask": []}
    with upstream():
        result = tokenizer(message["texts"], **message["arguments"])
    return {"ids": result["input_ids"], "mask": result["attention_mask"]}


@lru_cache(maxsize=2)
def _tokenizer(name: str, folder: Path, files: tuple):
    """The tokenizer of a folder, read again when one of its `files` changes."""
    kind = class_named(name)
    with upstream():
        return kind.from_pretrained(folder)
