"""Texts, and what a tokenizer of transformers makes of them, for the tables of tokenizers.

Of most texts only a sum is kept: five digits for each (see `digest`).
"""

import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from oracle import t5  # noqa: E402
from transformers.utils import logging  # noqa: E402

logging.set_verbosity(logging.CRITICAL)

CURATED = [
    "", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\x00", "a\x00b", "\x01\x02a", "\u2581", "\u2581\u2581", "\u2581a \u2581 b", " a", "a ", "  a  b  ",
    "a\tb\nc\r\nd", "a \u00a0 b", "\u3000\u3000a\u3000", "a photo of the cat", "A Photo of The Cat!", "the quick brown fox jumps over the lazy dog.", "hello, world", "don't they're we've",
    "4k 8k 35mm 1969 3.14 $20 50% #tag @user", "caf\u00e9 cafe\u0301 cr\u00e8me bru\u0302le\u0301e", "\ufb01ne of\ufb01ce \ufb03 \uff21\uff22\uff23 \uff11\uff12\uff13 \uff5e", "\u00bd \u00b2 \u2122 \u2460\u2461 \u2163",
    "\u00bd\u0301 x", "e\u0301\u0301 e\u0323\u0301", "A\u030a \u212b \u00c5", "\u1e9b\u0323", "\u0958 \u0915\u093c", "\uac00 \u1100\u1161 \u1100\u1161\u11a8", "\u304b\u3099 \u30ab\u309a \uff76\uff9e", "\ud55c\uad6d\uc5b4 \ubb38\uc7a5",
    "\u732b\u304c\u5ea7\u3063\u3066\u3044\u308b", "\u6771\u4eac\u306e\u591c \u732b\u3068\u72ac", "\u043a\u0440\u0430\u0441\u043d\u044b\u0439 \u043a\u043e\u0442", "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \ufdfa \ufefb",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f \U0001f44d\U0001f3fd", "\U0001d400\U0001d401 \U0001f130 \U0001f19b", "\u0378 \ue000 \uffff \U000f0000 \ufffd", "a\u200db \u200d a\u200c",
    "\u0600a \u06dd1", "\u0930\u094d\u0926 \u0e33 \u0eb3", "\u202ea\u202c \u2066b\u2069", "a\u00adb \u2028 \u2029 \u0085", "\u1680 \u180e \u2000\u2001\u2002\u2003 \u205f", "\x7f\x80\x9f", "<", "<>", "<extra", "<extra_id_", "<extra_id_0", "<extra_id_9>",
    "<extra_id_0>", "<extra_id_0><extra_id_1>", "a<extra_id_0>b", "a <extra_id_0> b", "  <extra_id_1>  ", "a\u00a0<extra_id_2>\u3000b", "<extra_id_0> a", "a <extra_id_0>", "x<extra_id_0>\n\t y", "\u2581<extra_id_0>", " \u2581 <extra_id_1>.",
    "Hello <extra_id_0>.", "<pad>", "a<pad>b", "<pad> a", "</s>", "a</s>", "a </s>", "a</s> ", "</s></s>", "</s>a", "<unk>", "a <unk> b", "<unk><unk>", "<pad></s><unk><extra_id_0>", "\uff1cpad\uff1e \uff1c/s\uff1e",
    "<sun>", "a<sun>b", "a <sun> b<moon>", "<sun><moon> <sun>", "\u2460 \u2460\u2460 a\u2460", "<0x41>", "<0xE2><0x96>", "word <word> word", "<word>word", "(<word>)", "a <cut>  b", "a<cut>b <CUT>", " <keep> x",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "zzzzzzqqqqqqxxxxxx", "QQ qq \u00ff\u00ff \u4e00\u4e01\u4e02", "!!!???...,,,;;;:::---___", "(((a))) [b] {c}", "a " * 40, "\u6f22" * 30, "\U0001f600" * 9, "ab\u0301" * 12,
    "I am here . Are you ? Yes , n't do 's it 'm", "the\u2581cat", "http://example.org/a_b?c=d&e=f", "a'b\"c`d\u2019e\u201cf", "\u2013\u2014\u2026\u2212\u00d7", "\u00df \u1e9e \u0130\u0131 \u01c5", "\ufb1d \u2126 \u03a9 \u00b5 \u03bc", "\u3300 \u33a5 \u2103", "\u0345 a\u0345b",
]


def texts():
    stream = random.Random(11)
    words = " ".join(t5._sentences()[:60]).split()
    scripts = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x600), (0x600, 0x900), (0x900, 0xE00), (0xE00, 0x1200), (0x1E00, 0x2100), (0x2100, 0x2600), (0x3000, 0x3200), (0x4E00, 0x9FFF),
               (0xAC00, 0xD7A4), (0xF900, 0xFFF0), (0x1D400, 0x1D800), (0x1F300, 0x1F700)]
    special = ["<extra_id_0>", "<extra_id_1>", "</s>", "<pad>", "<unk>", "<sun>", "<word>", "<cut>", "<keep>", "\u2460"]
    spaces = [" ", "  ", "\t", "\n", "\u00a0", "\u3000", "\u2581", ""]
    result = list(CURATED)
    for index in range(530):
        parts = []
        for _ in range(stream.randint(1, 7)):
            kind = stream.random()
            if kind < 0.45:
                parts.append(stream.choice(words))
            elif kind < 0.55:
                parts.append(stream.choice(special))
            elif kind < 0.7:
                word = list(stream.choice(words))
                stream.shuffle(word)
                parts.append("".join(word))
            else:
                start, end = stream.choice(scripts)
                parts.append("".join(chr(stream.randrange(start, end)) for _ in range(stream.randint(1, 4))))
        result.append("".join(part + stream.choice(spaces if stream.random() < 0.3 else [" "]) for part in parts).rstrip(" " if stream.random() < 0.8 else ""))
    return result


def digest(data: bytes) -> str:
    """The lowest 20 bits of FNV-1a, in five hexadecimal digits."""
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return f"{value & 0xFFFFF:05x}"


def row_digest(tokenizer, ids) -> str:
    """The sum of a text's ids, and of what they are decoded to, with special tokens and without."""
    decoded = tokenizer.decode(ids) + "\n" + tokenizer.decode(ids, skip_special_tokens=True)
    return digest(b"".join(index.to_bytes(4, "little") for index in ids) + decoded.encode())


def attempt(call):
    try:
        return call()
    except Exception as error:  # noqa: BLE001
        return {"error": type(error).__name__, "message": str(error)}


BATCHES = [["a red fox"], ["a photo of the cat", "the", ""], ["", " "], ["a</s>", "<extra_id_0> the quick brown fox jumps over it all again", "\u732b"], ["one two three four five six seven eight</s>"]]
LAYOUTS = [
    {}, {"padding": "longest"}, {"padding": "max_length"}, {"padding": "max_length", "max_length": 9, "truncation": True}, {"padding": "max_length", "max_length": 9}, {"max_length": 5, "truncation": True},
    {"max_length": 5}, {"padding": "longest", "max_length": 6, "truncation": True}, {"truncation": True}, {"padding": "max_length", "truncation": True}, {"padding": "max_length", "max_length": 4, "truncation": True, "add_special_tokens": False},
    {"padding": "longest", "add_special_tokens": False}, {"max_length": 1, "truncation": True}, {"max_length": 2, "truncation": True, "padding": "max_length"}, {"max_length": 0, "truncation": True},
]


def layout_rows(tokenizer):
    rows = []
    for layout in LAYOUTS:
        for batch in BATCHES:
            def run():
                output = tokenizer(batch, **layout)
                masks = [[mask.index(1) if 1 in mask else len(mask), sum(mask)] for mask in output["attention_mask"]]
                return [output["input_ids"], masks]
            rows.append(attempt(run))
    return rows


def decode_rows(tokenizer):
    last = len(tokenizer) - 1
    some = [[], [1], [0, 0, 1], [4, 5, 6, 7, 8, 9, 10, 1], [6, 6, 6, 4], [last, last - 1, 20, last, 21], [2, 2, 30, 2], [30, 31, 1, 32, 33, 0, 0], [last + 50, 4], [-1], list(range(60, 90)), [3, 4, 3, 5, 3]]
    if tokenizer.convert_tokens_to_ids("<0xE2>") != tokenizer.unk_token_id:
        byte = [tokenizer.convert_tokens_to_ids(f"<0x{value:02X}>") for value in range(256)]
        some += [[byte[value] for value in content] for content in (b"\xe2\x96\x81a", b"a\xe2\x82", b"\xe2\x82A\xff", b"\xf0\x9f\x98\x80\xc3", b"\xed\xa0\x80\xc0\x80", b" a ")]
        some += [[byte[0x20], 4, byte[0xC3], byte[0xA9], 5]]
    rows = []
    for ids in some:
        for options in ({}, {"skip_special_tokens": True}, {"clean_up_tokenization_spaces": True}):
            rows.append({"ids": ids, "options": options, "text": attempt(lambda: tokenizer.decode(ids, **options))})
    return rows


def removed(tokenizer, batch, limit):
    """What a pipeline says that `limit` tokens leave out."""
    cut = tokenizer(batch, padding="max_length", max_length=limit, truncation=True, return_tensors="pt").input_ids
    whole = tokenizer(batch, padding="longest", return_tensors="pt").input_ids
    if whole.shape[-1] >= cut.shape[-1] and not (whole.shape == cut.shape and bool((whole == cut).all())):
        return tokenizer.batch_decode(whole[:, limit - 1 : -1])
    return None


def golden(tokenizer, all_texts, is_full):
    encoded = [tokenizer(text).input_ids for text in all_texts]
    rows = {
        "class": type(tokenizer).__name__, "size": tokenizer.vocab_size, "limit": tokenizer.model_max_length if tokenizer.model_max_length < 10**9 else None,
        "eos": tokenizer.eos_token_id, "pad": tokenizer.pad_token_id, "digests": "".join(row_digest(tokenizer, ids) for ids in encoded),
    }
    if is_full:
        limit = min(tokenizer.model_max_length, 10)
        rows |= {"ids": encoded[: len(CURATED)], "layouts": layout_rows(tokenizer), "decodings": decode_rows(tokenizer)}
        rows |= {"removed_limit": limit, "removed": [removed(tokenizer, batch, limit) for batch in BATCHES]}
    return rows


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def make(folder, variants, full, load, own_texts={}, **shared):
    """Writes `texts.json` and a file for each of the variants: name → (class, files). A file that is a string is a copy of the file of that name beside the goldens. `own_texts` (variant → key of `shared`) stand in for the common ones."""
    all_texts = texts()
    write_json(folder / "texts.json", {"texts": all_texts, "curated": len(CURATED), "layouts": LAYOUTS, "batches": BATCHES, **shared})
    for name, (kind, files) in variants.items():
        with tempfile.TemporaryDirectory() as scratch:
            for file, content in files.items():
                if isinstance(content, str):
                    shutil.copy(folder / content, Path(scratch, file))
                else:
                    write_json(Path(scratch, file), content)
            own = own_texts.get(name)
            rows = golden(load(kind, scratch), shared[own] if own else all_texts, name in full)
            write_json(folder / f"{name}.json", {"files": files, "texts": own or "texts", **rows})
