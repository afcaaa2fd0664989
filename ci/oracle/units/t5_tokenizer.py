"""What transformers' T5Tokenizer and T5TokenizerFast make of texts, in several configurations. Usage: t5_tokenizer.py OUTPUT_FOLDER"""

import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from token_rows import digest, make
from oracle import t5
from sentencepiece import sentencepiece_model_pb2
from transformers import T5Tokenizer, T5TokenizerFast

PIECES = 220
EXTRA = 3
# The variants of which more than sums is kept.
FULL = {"slow", "slow-bytes", "slow-odd", "fast", "fast-odd"}
# Code points whose normalisation is compared: everything that has one, and what it is composed of.
RANGES = [(0x0, 0x600), (0x600, 0xF00), (0xF00, 0x1400), (0x1680, 0x1700), (0x1AB0, 0x2E00), (0x2E80, 0x3400), (0xA640, 0xAC00), (0xD7A0, 0xD800), (0xF900, 0xFB00), (0xFB00, 0x10000),
          (0x10780, 0x10800), (0x11080, 0x11200), (0x1D100, 0x1D800), (0x1EE00, 0x1EF00), (0x1F100, 0x1F280), (0x1F3F0, 0x1F400), (0x1FBF0, 0x1FC00), (0x2F800, 0x2F840), (0xE0000, 0xE0080)]
BLOCK = 32


def odd_settings():
    tokens = {"0": ("<pad>", {}), "1": ("</s>", {}), "2": ("<unk>", {}), "230": ("<word>", {"single_word": True, "special": False}), "231": ("<cut>", {"lstrip": True, "rstrip": True, "special": False}),
              "232": ("<keep>", {"special": False, "normalized": True}), "233": ("<extra_id_0>", {"lstrip": True}), "225": ("\u2460", {"normalized": True, "special": False}), "222": ("<extra_id_2>", {"rstrip": True})}
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    return {
        "added_tokens_decoder": {index: {"content": content, **flags, **changes} for index, (content, changes) in tokens.items()},
        "additional_special_tokens": ["<extra_id_0>", "<extra_id_2>", "<keep>"], "extra_ids": 2, "clean_up_tokenization_spaces": True, "padding_side": "left", "truncation_side": "left",
        "eos_token": "</s>", "pad_token": "<cut>", "model_max_length": 8,
    }


def tied_model(removes_spaces):
    """Pieces whose scores make equal and nearly equal paths, some better than nothing at all, some unused, some user defined, of characters that are no pieces themselves."""
    stream = random.Random(17)
    model = sentencepiece_model_pb2.ModelProto()
    kinds = sentencepiece_model_pb2.ModelProto.SentencePiece
    pieces = [("<pad>", 0, kinds.CONTROL), ("</s>", 0, kinds.CONTROL), ("<unk>", 0, kinds.UNKNOWN), ("\u2581", -1, kinds.NORMAL)]
    known = {text for text, _, _ in pieces}
    while len(pieces) < 90:
        text = "".join(stream.choice("aabbcde\u2581") for _ in range(stream.choice((1, 2, 2, 3, 3, 4))))
        if text in known or text in "de":
            continue
        known.add(text)
        kind = stream.choices((kinds.NORMAL, kinds.UNUSED, kinds.USER_DEFINED), (20, 2, 1))[0]
        pieces.append((text, stream.randrange(-40, 60) / 10 if stream.random() < 0.4 else -len(text) * stream.choice((0.1, 0.3, 0.7)), kind))
    for text, score, kind in pieces:
        model.pieces.add(piece=text, score=score, type=kind)
    model.trainer_spec.unk_id = 2
    model.normalizer_spec.remove_extra_whitespaces = removes_spaces
    return model.SerializeToString(deterministic=True)


def tied_texts():
    stream = random.Random(18)
    texts = ["".join(stream.choice("aaabbbccde  x") for _ in range(stream.randint(3, 30))) for _ in range(300)]
    return texts + [" <extra_id_0> a", "<extra_id_0>", "<extra_id_1>a", "<pad> a", "a <extra_id_0>  b ", "  a  b  ", " ", "   "]


def variants(folder):
    """Name → (class, files)."""
    small = t5.sentencepiece_model(pieces=PIECES)
    whole = t5.sentencepiece_model(pieces=PIECES, normalization="nmt_nfkc", symbols=("<sun>", "<moon>", "\u2460"))
    in_bytes = t5.sentencepiece_model(pieces=PIECES, byte_fallback=True)
    tiny = t5.sentencepiece_model(pieces=140)
    for name, content in (("small", small), ("whole", whole), ("bytes", in_bytes), ("tiny", tiny), ("tied", tied_model(True)), ("tied-spaces", tied_model(False))):
        (folder / f"{name}.model").write_bytes(content)

    def saved(model, kind=T5Tokenizer, **options):
        with tempfile.TemporaryDirectory() as scratch:
            shutil.copy(folder / f"{model}.model", f"{scratch}/spiece.model")
            made = kind(f"{scratch}/spiece.model", extra_ids=EXTRA, model_max_length=12, **options)
            made.save_pretrained(f"{scratch}/out")
            files = {name: json.loads(Path(scratch, "out", name).read_text()) for name in os.listdir(f"{scratch}/out") if name.endswith(".json")}
        return {"spiece.model": f"{model}.model", **files}

    slow = saved("small", legacy=True)
    new = saved("small", legacy=False)
    fast = saved("small", T5TokenizerFast, legacy=True, add_prefix_space=True)
    fast_tiny = saved("tiny", T5TokenizerFast, legacy=True, add_prefix_space=True)
    fast_bytes = saved("bytes", T5TokenizerFast, legacy=True, add_prefix_space=True)
    config = {**fast_tiny["tokenizer_config.json"], "add_prefix_space": None}
    backend = fast_tiny["tokenizer.json"]
    old = {**backend, "normalizer": backend["normalizer"]["normalizers"][0], "decoder": {"type": "Metaspace", "replacement": "\u2581", "str_rep": "\u2581", "add_prefix_space": True},
           "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "\u2581", "str_rep": "\u2581", "add_prefix_space": True}]}}
    byte_backend = fast_bytes["tokenizer.json"]
    byte_backend = {**byte_backend, "model": {**byte_backend["model"], "byte_fallback": True}}
    legacy_files = {"tokenizer_config.json": {"extra_ids": 2, "model_max_length": 12}, "special_tokens_map.json": {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": {"content": "<pad>", "lstrip": True, "rstrip": False, "normalized": False, "single_word": False}},
                    "added_tokens.json": {"<keep>": 230, "<extra_id_0>": 221, "<extra_id_1>": 220}}
    plain = {"extra_ids": 2, "model_max_length": 12}
    return {
        "slow": ("T5Tokenizer", slow),
        "slow-new": ("T5Tokenizer", new),
        "slow-new-without-prefix": ("T5Tokenizer", {"spiece.model": "bytes.model", "tokenizer_config.json": {**plain, "legacy": False, "add_prefix_space": False}}),
        "slow-bytes": ("T5Tokenizer", {"spiece.model": "bytes.model", "tokenizer_config.json": {**plain, "add_prefix_space": None}}),
        "slow-whole": ("T5Tokenizer", {"spiece.model": "whole.model", "tokenizer_config.json": plain}),
        "slow-odd": ("T5Tokenizer", {"spiece.model": "small.model", "tokenizer_config.json": odd_settings()}),
        "slow-older-files": ("T5Tokenizer", {"spiece.model": "small.model", **legacy_files}),
        "slow-bare": ("T5Tokenizer", {"spiece.model": "small.model"}),
        "slow-splitting": ("T5Tokenizer", {"spiece.model": "small.model", "tokenizer_config.json": {**plain, "split_special_tokens": True}}),
        "fast": ("T5TokenizerFast", {**fast, "tokenizer.json": {"ignored": True}}),
        "fast-new": ("T5TokenizerFast", {"spiece.model": "small.model", "tokenizer_config.json": {**plain, "legacy": False}}),
        "fast-without-prefix": ("T5TokenizerFast", {"spiece.model": "small.model", "tokenizer_config.json": {**plain, "add_prefix_space": None}}),
        "fast-whole": ("T5TokenizerFast", {"spiece.model": "whole.model", "tokenizer_config.json": plain}),
        "fast-odd": ("T5TokenizerFast", {"spiece.model": "small.model", "tokenizer_config.json": odd_settings()}),
        "fast-older-files": ("T5TokenizerFast", {"spiece.model": "small.model", **legacy_files}),
        "fast-bare": ("T5TokenizerFast", {"spiece.model": "small.model"}),
        "fast-splitting": ("T5TokenizerFast", {"spiece.model": "small.model", "tokenizer_config.json": {**plain, "split_special_tokens": True}}),
        "slow-tied": ("T5Tokenizer", {"spiece.model": "tied.model", "tokenizer_config.json": plain}),
        "slow-tied-new": ("T5Tokenizer", {"spiece.model": "tied-spaces.model", "tokenizer_config.json": {**plain, "legacy": False}}),
        "fast-tied": ("T5TokenizerFast", {"spiece.model": "tied.model", "tokenizer_config.json": plain}),
        "fast-file": ("T5TokenizerFast", {"tokenizer_config.json": config, "tokenizer.json": backend}),
        "fast-file-old": ("T5TokenizerFast", {"tokenizer_config.json": config, "tokenizer.json": old}),
        "fast-file-bytes": ("T5TokenizerFast", {"tokenizer.json": byte_backend}),
    }


def normalizations(folder):
    """Digests of how the whole nmt_nfkc changes blocks of code points, by sentencepiece and by tokenizers: alone, and each behind a letter."""
    slow = t5.t5_tokenizer(normalization="nmt_nfkc", pieces=PIECES).sp_model
    fast = t5.t5_tokenizer(normalization="nmt_nfkc", pieces=PIECES, fast=True).backend_tokenizer.normalizer
    found = {"slow": "", "fast": "", "slow_behind": "", "fast_behind": ""}
    for start, end in RANGES:
        for block in range(start, end, BLOCK):
            letters = [chr(code) for code in range(block, block + BLOCK)]
            for name, text in (("", "".join(letters)), ("_behind", "".join(f"a{letter}-" for letter in letters))):
                found["slow" + name] += digest(slow.normalize(text).encode())
                found["fast" + name] += digest(fast.normalize_str(text).encode())
    return {"ranges": RANGES, "block": BLOCK, **found}


def main(folder):
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    classes = {"T5Tokenizer": T5Tokenizer, "T5TokenizerFast": T5TokenizerFast}
    own_texts = dict.fromkeys(("slow-tied", "slow-tied-new", "fast-tied"), "tied")
    make(folder, variants(folder), FULL, lambda kind, path: classes[kind].from_pretrained(path), own_texts, tied=tied_texts(), normalizations=normalizations(folder))


if __name__ == "__main__":
    main(sys.argv[1])
