"""Texts and their token ids from transformers' slow CLIPTokenizer. Usage: clip_tokenizer.py OUTPUT_FOLDER"""

import json
import os
import random
import sys
import tempfile
import unicodedata
from collections import Counter

import regex
from transformers import CLIPTokenizer
from transformers.models.clip.tokenization_clip import bytes_to_unicode
from transformers.utils import logging

logging.set_verbosity(logging.CRITICAL)

START, END = "<|startoftext|>", "<|endoftext|>"
CORPUS = """a photo of the cat sitting on a wooden table in the garden, highly detailed, 4k, cinematic lighting
an oil painting of two dogs running through the forest at sunset by a famous artist, trending on artstation
it's what we're looking at, they've said i'm here and you'll see that he'd been there, isn't it? portrait of the woman
the quick brown fox jumps over the lazy dog. a watercolor drawing of an old castle near the sea with mountains behind
eine katze auf dem tisch und ein hund im garten, schöne grüße aus münchen. un chat noir près de la fenêtre, été
кошка сидит на столе, фотография высокого качества. 猫がテーブルの上に座っている 高品質の写真 한국어 문장 입니다
masterpiece, best quality, ultra-detailed!!! (((blurry))) 1girl 2020 100 ... --- !!! ??? <cat> <dog> "quotes" 'single'"""


def train(count):
    """Byte pairs of the corpus, the most frequent first, ties by text."""
    alphabet = bytes_to_unicode()
    words = Counter()
    for word in regex.findall(r"[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", CORPUS.lower()):
        symbols = [alphabet[byte] for byte in word.encode()]
        words[tuple(symbols[:-1]) + (symbols[-1] + "</w>",)] += 1
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, number in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += number
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        joined = Counter()
        for word, number in words.items():
            result, index = [], 0
            while index < len(word):
                if word[index : index + 2] == best:
                    result.append(best[0] + best[1])
                    index += 2
                else:
                    result.append(word[index])
                    index += 1
            joined[tuple(result)] += number
        words = joined
    return merges


def vocabulary(merges):
    alphabet = list(bytes_to_unicode().values())
    tokens = alphabet + [character + "</w>" for character in alphabet]
    tokens += [left + right for left, right in merges] + [START, END]
    return {token: index for index, token in enumerate(dict.fromkeys(tokens))}


def token(content, **flags):
    return dict({"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
                 "special": False}, **flags)


def variants(merges):
    vocab = vocabulary(merges)
    size = len(vocab)
    lines = "#version: 0.2\n" + "\n".join(" ".join(pair) for pair in merges) + "\n"
    config = {"model_max_length": 20, "tokenizer_class": "CLIPTokenizer", "do_lower_case": True, "errors": "replace",
              "add_prefix_space": False}
    special = {"bos_token": token(START, normalized=True), "eos_token": token(END, normalized=True),
               "unk_token": token(END, normalized=True), "pad_token": END}
    for value in special.values():
        if isinstance(value, dict):
            value.pop("special")
    decoder = {
        vocab[START]: token(START, special=True), vocab[END]: token(END, special=True),
        size: token("<cat>"), size + 1: token("<cat-toy>"), size + 2: token("<c"), size + 3: token("cat>"),
        size + 4: token("[left]", lstrip=True), size + 5: token("[right]", rstrip=True),
        size + 6: token("[both]", lstrip=True, rstrip=True), size + 7: token("word", single_word=True),
        size + 8: token("Ünïcode"), size + 9: token("the"), vocab["a"]: token("a photo"), size + 10: token("猫"),
        size + 11: token("[extra]", special=True), size + 12: token("e\u0301"), size + 13: token("lower"),
        size + 14: token("blowing"), size + 15: token("id_1"), size + 16: token("id_100"), size + 17: token("d_1005"),
    }
    typed = lambda content, **flags: dict(token(content, **flags), __type="AddedToken")
    rows = {
        "base": {"tokenizer_config.json": config, "special_tokens_map.json": special},
        "nothing but the vocabulary": {},
        "padded with !": {
            "tokenizer_config.json": dict(config, pad_token="!", model_max_length=12),
            "special_tokens_map.json": dict(special, pad_token="!"),
        },
        "added tokens": {
            "tokenizer_config.json": dict(
                config, added_tokens_decoder={str(index): value for index, value in decoder.items()},
                bos_token=START, eos_token=END, unk_token=END, pad_token=END,
                additional_special_tokens=["[extra]", typed("[typed]", rstrip=True)], clean_up_tokenization_spaces=True),
            "special_tokens_map.json": {"pad_token": "ignored"},
        },
        "legacy added tokens": {
            "tokenizer_config.json": dict(config, pad_token="[PAD]", additional_special_tokens=["<one>"]),
            "special_tokens_map.json": {"additional_special_tokens": ["<two>", token("<three>", lstrip=True)]},
            "added_tokens.json": {"<cat>": size, "<two>": size + 1, "cat": size + 5},
        },
        "left side": {"tokenizer_config.json": dict(config, padding_side="left", truncation_side="left", max_len=5)},
        "no padding token": {"tokenizer_config.json": dict(config, pad_token=None, model_max_length=None)},
        "other special tokens": {
            "tokenizer_config.json": dict(
                config, bos_token="<s>", eos_token=typed("</s>", lstrip=True), unk_token="q", pad_token="<pad>",
                mask_token="<mask>", extra_special_tokens={"image_token": "<image>"}),
        },
        "special tokens split": {"tokenizer_config.json": dict(config, split_special_tokens=True)},
        "limit beyond 64 bits": {"tokenizer_config.json": dict(config, model_max_length=int(1e30))},
    }
    # These overlap so that every rule of the search for added tokens shows.
    words = ["xyx", "xx", "yxzxxy", "xy", "yyz", "zxxx", "yxzxzz"]
    rows["crossing added tokens"] = {
        "tokenizer_config.json": dict(
            config, added_tokens_decoder={str(size + index): token(word) for index, word in enumerate(words)}),
    }
    result = []
    for name, files in rows.items():
        result.append({"name": name, "files": dict({"vocab.json": vocab, "merges.txt": lines}, **files)})
    odd = ("no version\nt h\nth e</w>\na b\nc d\nbc\nb cd\nx y z\nab cd\nu v\nuv w\nv w\nu vw\n  o   p  \nr r\nrr r</w>\n"
           "rr rr\nt h\na bcd\n\ne </w>\nz z</w>\n\n\n")
    pieces = ["the</w>", "th", "bcd", "ab", "cd", "abcd", "uv", "uvw", "vw", "op", "rr", "rrr</w>", "rrrr", "ad</w>", START]
    small = dict(zip(list(bytes_to_unicode().values()) + pieces, range(3, 1000)))
    result.append({"name": "odd merges", "files": {
        "vocab.json": small, "merges.txt": odd.replace("\n", "\r\n"),
        "tokenizer_config.json": dict(config, unk_token="a", eos_token="b", pad_token="c")}})
    fast = {
        "added_tokens": [dict(token(START, special=True), id=vocab[START]), dict(token(END, special=True), id=vocab[END]),
                         dict(token("<cat>", lstrip=True), id=size)],
        "model": {"type": "BPE", "vocab": vocab, "merges": [" ".join(pair) for pair in merges]},
    }
    result.append({"name": "fast tokenizer's file too", "files": {
        "vocab.json": vocab, "merges.txt": lines, "tokenizer.json": fast, "tokenizer_config.json": config}})
    return result


def script_samples(generator):
    """A few words of every block of Unicode."""
    texts = []
    for block in range(0, 0x32000, 0x80):
        letters = [chr(c) for c in range(block, block + 0x80) if unicodedata.category(chr(c))[0] not in "C"]
        if not letters:
            continue
        words = ["".join(generator.choices(letters, k=generator.randint(1, 6))) for _ in range(3)]
        texts.append(" ".join(words))
    return texts


def texts():
    generator = random.Random(20)
    words = CORPUS.replace("\n", " ").split(" ")
    spaces = [" ", " ", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\u2029", "\u200b", "\x0b", "\x0c",
              "\x1c", "\x1f", "\x85", "\u1680", "\u202f", "\u205f", "\ufeff", ""]
    odd = ["\x00", "\x01", "\x7f", "\x9f", "\ufffd", "\u00ad", "\u200d", "\u202e", "\ue000", "\U000f0000", "\u0378", "\U0001fae8",
           "\U00011f02", "\u2fff", "\U0002ebf0", "\u0345", "\u0301", "\u0308", "\u0327", "İ", "I", "ı", "ſ", "ß", "ẞ", "Σ", "ΑΣ", "ΑΣ.",
           "Σ'", "ΑΣ\u0301", "ΑΣ'Β", "ŉ", "ǅ", "K", "Å", "Ω", "ﬁ", "ﬆ", "①", "Ⅷ", "ⅷ", "½", "٣", "१", "Ⓐ", "🅰", "😀", "👩‍👩‍👧", "🇩🇪", "👍🏽",
           "❤️", "가", "각", "ᄀ", "ᅡ", "ᆨ", "豈", "丽", "漢字", "㐀", "𠀀", "々", "〆", "カ\u3099", "ｶﾞ", "é", "e\u0301", "ệ", "q\u0323\u0307",
           "ཱི", "क़", "שׁ", "‘", "’", "“", "–", "…", "€", "©", "™", "°", "×", "²", "ª", "Ⴀ", "ა", "Ა", "Ꭰ", "ꭰ", "𐐀", "𐐨", "𞤀", "𝐀"]
    marks = ["'s", "'S", "'t", "'re", "'RE", "'ve", "'m", "'ll", "'d", "'ſ", "''s", "!'s", "'", "'x", "n't", "’s", ",", ".", "!", "!!!",
             "?", "(", ")", "((", "[", "]", ":", ";", "-", "--", "_", "/", "\\", "|", "<", ">", "<|", "|>", "&amp;", "&lt;", "#", "@", "%"]
    special = [START, END, START.upper(), "<|StartOfText|>", "<|endoftext|", "<|ſtartoftext|>", "<|end oftext|>", "a" + END + "b",
               "!" + END.upper(), END * 3, "<cat>", "<CAT>", "<cat-toy>", "<cat-to", "<c", "cat>", "x<cat>y", " [left] x", "x  [left]",
               "[right]  x", " [both] ", "word", "word word", "aword", "worda", "a photo", "A photo", "Ünïcode", "ünïcode", "the", "then",
               "猫", "[extra]", "[typed]  y", "<one>", "<two>", "<three>", "[PAD]", "</s>", "<s>", "<pad>", "<mask>", "<image>", "blower",
               "blowing", "extra_id_100", "id_10", "id_1005", "d_1005x", "!", "!!", "</w>", "a</w>", "Ġa", "Ã©", "<unk>"]
    rows = ["", " ", "\n", "\x00", "a", "A", "ab", "abc", "1", "12", "!", "a cat", "A CAT", "the abcd cde abd uvw uvwx vw rrrrr rrr rr r rrrr"]
    rows += words[:60] + marks + odd + special
    rows += ["a" * 40, "ab" * 60, "the" * 50, "!" * 100, "1" * 40, "猫" * 20, "é" * 50, "e\u0301" * 30, "r" * 37, "a " * 50, "😀" * 12]
    rows += [CORPUS.replace("\n", " "), CORPUS.upper()]
    rows += script_samples(generator)
    pools = [words, words, words, marks, odd, special]
    for _ in range(900):
        parts = []
        for _ in range(generator.randint(1, 7)):
            parts.append(generator.choice(generator.choice(pools)))
            parts.append(generator.choice(spaces))
        rows.append("".join(parts))
    for _ in range(250):
        rows.append("".join(generator.choices("xyz", k=generator.randint(3, 14))))
    categories = {}
    for code in range(0x110000):
        categories.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    categories.pop("Cs")
    for _ in range(500):
        names = generator.choices(sorted(categories), k=generator.randint(1, 10))
        rows.append("".join(generator.choice(categories[name]) for name in names))
    return list(dict.fromkeys(rows))


def attempt(action):
    try:
        return action()
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


BATCHES = [
    ["a cat", "a photo of the cat sitting on a wooden table in the garden, highly detailed, 4k, it's cinematic!"], [""], [],
    ["", "x", END], ["the quick brown fox jumps over the lazy dog, 漢字 ééé, <cat> [extra] the"], ["a b c d e f g h i j k l m n o p q r"],
]
LAYOUTS = [
    {}, {"padding": "longest"}, {"padding": "max_length"}, {"truncation": True}, {"padding": "max_length", "truncation": True},
    {"padding": "max_length", "max_length": 30, "truncation": True}, {"padding": "max_length", "max_length": 7, "truncation": True},
    {"max_length": 6}, {"max_length": 6, "truncation": False}, {"padding": "max_length", "max_length": 4},
    {"padding": "longest", "max_length": 9, "truncation": True}, {"max_length": 2, "truncation": True},
    {"max_length": 1, "truncation": True}, {"max_length": 3, "truncation": True, "padding": "longest"}, {"max_length": 0, "truncation": True},
    {"padding": "max_length", "truncation": True, "add_special_tokens": False},
]


def warning(tokenizer, prompts):
    """What StableDiffusionPipeline.encode_prompt logs, None if nothing."""
    limit = tokenizer.model_max_length
    ids = tokenizer(prompts, padding="max_length", max_length=limit, truncation=True, return_tensors="pt").input_ids
    whole = tokenizer(prompts, padding="longest", return_tensors="pt").input_ids
    if whole.shape[-1] >= ids.shape[-1] and not (whole.shape == ids.shape and bool((whole == ids).all())):
        removed = tokenizer.batch_decode(whole[:, limit - 1 : -1])
        return ("The following part of your input was truncated because CLIP can only handle sequences up to"
                f" {limit} tokens: {removed}")
    return None


def record(variant, rows, generator):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in variant["files"].items():
            with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
                file.write(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
        tokenizer = CLIPTokenizer.from_pretrained(folder)
    size = len(tokenizer)
    ids = [tokenizer(text, add_special_tokens=False).input_ids for text in rows]
    layouts = []
    for layout in LAYOUTS:
        for texts in BATCHES:
            result = attempt(lambda: dict(tokenizer(texts, **layout)) if texts else {"input_ids": [], "attention_mask": []})
            if "error" in result:
                layouts.append(result)
            else:
                # The mask as the number of leading zeros, ones and trailing zeros.
                masks = ["".join(map(str, mask)) for mask in result["attention_mask"]]
                masks = [[len(mask) - len(mask.lstrip("0")), mask.count("1")] for mask in masks]
                layouts.append([result["input_ids"], masks])
    lists = [generator.choices(range(size), k=generator.randint(0, 12)) for _ in range(20)]
    lists += [tokenizer(text).input_ids for text in generator.choices(rows, k=20)] + [[size + 5], [0, 1, -1]]
    decodings = []
    for row in lists:
        options = {"skip_special_tokens": generator.random() < 0.4}
        if generator.random() < 0.4:
            options["clean_up_tokenization_spaces"] = generator.random() < 0.7
        decodings.append({"ids": row, "options": options, "text": attempt(lambda: tokenizer.decode(row, **options))})
    result = {
        "limit": tokenizer.model_max_length if tokenizer.model_max_length < 1e20 else None, "bos": tokenizer.bos_token_id,
        "eos": tokenizer.eos_token_id, "pad": tokenizer.pad_token_id, "size": tokenizer.vocab_size, "ids": ids, "layouts": layouts,
        "decodings": decodings,
    }
    if result["limit"] and result["pad"] is not None:
        result["warnings"] = [warning(tokenizer, batch) for batch in BATCHES if batch]
    return result


def digest(data):
    """FNV-1a with 64 bits."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def code_points():
    """What Python and the pattern make of every code point: runs of classes, digests of the mappings."""
    pattern = regex.compile(r"[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", regex.IGNORECASE)
    runs, lower, composed = [], [], []
    for code in range(0x110000):
        character = chr(code)
        category = unicodedata.category(character)
        if 0xD800 <= code < 0xE000:
            continue
        if category[0] == "C":
            kind = "C"
        elif category == "Zs":
            kind = "Z"
        elif not pattern.findall(character):
            kind = "G"
        elif pattern.findall("a" + character) == ["a" + character]:
            kind = "L"
        elif pattern.findall("!" + character) == ["!" + character]:
            kind = "O"
        else:
            kind = "N"
        kind += "s" if character.isspace() else ""
        if kind[0] != "C":
            # The last two letters tell whether the character is cased, and whether it is ignored around a sigma.
            kind += "c" if ("aΣ" + character).lower()[1] == "σ" else ""
            kind += "i" if ("aΣ" + character + "a").lower()[1] == "σ" and "c" not in kind else ""
            lower.append(character.lower())
            composed.append(unicodedata.normalize("NFC", character))
            composed.append(unicodedata.normalize("NFC", "e" + character))
        if runs and runs[-1][0] == kind:
            runs[-1][1] += 1
        else:
            runs.append([kind, 1])
    return {"unicode": unicodedata.unidata_version, "runs": " ".join(f"{kind}{count}" for kind, count in runs),
            "lower": digest("".join(lower).encode()), "composed": digest("".join(composed).encode())}


def dump(folder, name, data):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    merges = train(320)
    rows = texts()
    generator = random.Random(4)
    shared = vocabulary(merges)
    lines = "#version: 0.2\n" + "\n".join(" ".join(pair) for pair in merges) + "\n"
    recorded = []
    base = None
    for variant in variants(merges):
        result = record(variant, rows, generator)
        ids = result.pop("ids")
        base = base or ids
        # Only what differs from the first variant is kept, and of that not more than 300 texts.
        changed = [index for index, row in enumerate(ids) if row != base[index]]
        if len(changed) > 300:
            changed = sorted(generator.sample(changed, 300))
            result["partial"] = True
        result["changed"] = [[index, *ids[index]] for index in changed]
        files = {name: content for name, content in variant["files"].items() if content not in (shared, lines)}
        if "tokenizer.json" in files:
            files["tokenizer.json"] = {"added_tokens": files["tokenizer.json"]["added_tokens"]}
        recorded.append(dict({"name": variant["name"], "files": files}, **result))
    dump(folder, "texts.json", {"texts": rows, "ids": base, "batches": BATCHES, "layouts": LAYOUTS, "vocab": shared, "merges": lines})
    dump(folder, "variants.json", recorded)
    dump(folder, "codepoints.json", code_points())


if __name__ == "__main__":
    main()
