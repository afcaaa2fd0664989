"""Components that many checkpoints share, and checkpoints made from others."""

import json
import os
import tempfile
from pathlib import Path

import numpy
from transformers import CLIPTokenizer

from . import tensorfile
from .bpe import train


def clip_tokenizer(model_max_length: int, merges: int = 260, **changes) -> CLIPTokenizer:
    vocabulary, pairs = train(merges)
    with tempfile.TemporaryDirectory() as folder:
        vocabulary_file, merges_file = Path(folder, "vocab.json"), Path(folder, "merges.txt")
        vocabulary_file.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
        lines = ["#version: 0.2"] + [" ".join(pair) for pair in pairs]
        merges_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return CLIPTokenizer(str(vocabulary_file), str(merges_file), model_max_length=model_max_length, **changes)


def derive(folder: Path, base: str, components: dict, written: tuple = (), links: dict[str, str] = {}, **index_changes) -> None:
    """Writes a checkpoint that has its own `components` (and those already `written`), links to others beside it by their paths (`links`), and links to the
    checkpoint `base` for the rest. An index change to `...` takes a key away."""
    index = json.loads((folder.parent / base / "model_index.json").read_text())
    for name, (library, component) in components.items():
        component.save_pretrained(folder / name, safe_serialization=True)
        index[name] = [library, type(component).__name__]
    index = {name: value for name, value in (index | index_changes).items() if value is not ...}
    inherited = [name for name, value in index.items() if isinstance(value, list) and value[0] is not None and name not in {*components, *written}]
    for name, target in ({name: f"{base}/{name}" for name in inherited} | links).items():
        os.symlink(f"../{target}", folder / name)
    (folder / "model_index.json").write_text(json.dumps(index, indent=2, sort_keys=True) + "\n")


def rewrite(file: Path, rename=lambda name: name, extra: dict[str, numpy.ndarray] = {}) -> None:
    """Renames the tensors of a safetensors file and adds others to it."""
    old = tensorfile.TensorFile(file)
    tensors = {rename(name): old.array(name) for name in old.names} | extra
    tensorfile.write(file, dict(sorted(tensors.items())), old.metadata)
