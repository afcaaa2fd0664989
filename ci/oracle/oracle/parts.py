"""Components that many checkpoints share."""

import json
import tempfile
from pathlib import Path

from transformers import CLIPTokenizer

from .bpe import train


def clip_tokenizer(model_max_length: int, merges: int = 260, **changes) -> CLIPTokenizer:
    vocabulary, pairs = train(merges)
    with tempfile.TemporaryDirectory() as folder:
        vocabulary_file, merges_file = Path(folder, "vocab.json"), Path(folder, "merges.txt")
        vocabulary_file.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
        lines = ["#version: 0.2"] + [" ".join(pair) for pair in pairs]
        merges_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return CLIPTokenizer(str(vocabulary_file), str(merges_file), model_max_length=model_max_length, **changes)
