"""What transformers' CLIPTokenizerFast makes of texts, in several configurations. Usage: clip_tokenizer_fast.py OUTPUT_FOLDER"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from token_rows import make, write_json
from oracle import parts
from transformers import CLIPTokenizerFast

# The variants of which more than sums is kept.
FULL = {"file", "odd"}


def odd_settings(size):
    """Tokens that strip, that stand alone, that are searched in normalised texts; rows that are cut and padded on the left."""
    tokens = {str(size - 2): ("<|startoftext|>", {}), str(size - 1): ("<|endoftext|>", {"normalized": True}), str(size): ("<word>", {"single_word": True, "special": False}), str(size + 1): ("<cut>", {"lstrip": True, "rstrip": True}),
              str(size + 2): ("<Keep>", {"normalized": True, "special": False})}
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    return {"added_tokens_decoder": {index: {"content": content, **flags, **changes} for index, (content, changes) in tokens.items()}, "additional_special_tokens": ["<cut>", "<sun>"], "pad_token": "!",
            "clean_up_tokenization_spaces": True, "padding_side": "left", "truncation_side": "left", "model_max_length": 8}


def variants(folder):
    """Name → (class, files)."""
    with tempfile.TemporaryDirectory() as scratch:
        parts.clip_tokenizer(12, merges=200).save_pretrained(f"{scratch}/slow")
        CLIPTokenizerFast.from_pretrained(f"{scratch}/slow").save_pretrained(f"{scratch}/fast")
        for name in ("vocab.json", "merges.txt"):
            shutil.copy(f"{scratch}/slow/{name}", folder / name)
        slow = {name: json.loads(Path(scratch, "slow", name).read_text()) for name in os.listdir(f"{scratch}/slow") if name.endswith(".json") and name != "vocab.json"}
        config = json.loads(Path(scratch, "fast", "tokenizer_config.json").read_text())
        backend = json.loads(Path(scratch, "fast", "tokenizer.json").read_text())
    write_json(folder / "tokenizer.json", backend)
    size = len(backend["model"]["vocab"])
    words = {"vocab.json": "vocab.json", "merges.txt": "merges.txt"}
    older = {"tokenizer_config.json": {"model_max_length": 12, "unk_token": "<|endoftext|>"}, "special_tokens_map.json": {"eos_token": {"content": "<|endoftext|>", "lstrip": False, "rstrip": True, "normalized": True, "single_word": False}, "pad_token": "<|endoftext|>"},
             "added_tokens.json": {"<keep>": size, "<cut>": size + 1}}
    odd = {"tokenizer_config.json": odd_settings(size)}
    return {name: ("CLIPTokenizerFast", files) for name, files in {
        "file": {"tokenizer.json": "tokenizer.json", "tokenizer_config.json": config},
        "converted": {**words, **slow},
        "odd": {**words, **odd},
        "odd-file": {"tokenizer.json": "tokenizer.json", **odd},
        "older-files": {**words, **older},
        "splitting": {**words, "tokenizer_config.json": {"split_special_tokens": True, "model_max_length": 12}},
    }.items()}


def main(folder):
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make(folder, variants(folder), FULL, lambda kind, path: CLIPTokenizerFast.from_pretrained(path))


if __name__ == "__main__":
    main(sys.argv[1])
