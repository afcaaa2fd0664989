"""A tiny T5: a SentencePiece unigram model trained on a seeded text, its tokenizers, and an encoder."""

import functools
import io
import random
import tempfile
import unicodedata
import zlib
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from transformers import T5Config, T5EncoderModel, T5Tokenizer, T5TokenizerFast

from .bpe import CORPUS
from .weights import randomize

_MORE = """
Two astronauts, one robot and 3 dogs: a picnic on the Moon (1969)! Is it real? "Yes," she said; it's a film-still.
An old café in Paris, crème brûlée & naïve décor, 50% off, $20, #art @night, http://example.org/a_b?c=d
It wasn't they're we've I'm you'll he'd; semi-realistic, ultra-wide, state-of-the-art, black/white, f/1.8, 1/250 s
ein schöner Fluß über grüne Wälder, où est la forêt, el niño pequeño en la montaña, straße und bäume
東京の夜 猫と犬 山水画 人 日本 красный кот на снегу, белая птица
"""


@functools.cache
def _sentences() -> tuple[str, ...]:
    """The lines of the corpus, and lines of its words at random."""
    lines = [line for line in (CORPUS + _MORE).splitlines() if line]
    words = [word for line in lines for word in line.split()]
    words += [word.capitalize() for word in words if word.isalpha()]
    stream = random.Random(5)
    # `choices` of the standard library is the same on every machine; common words come more often.
    weights = [1 / (1 + index % 97) for index in range(len(words))]
    return tuple(lines + [" ".join(stream.choices(words, weights, k=9)) for _ in range(400)])


def _rules() -> str:
    """A part of nmt_nfkc: spaces, controls, ligatures, full width, letters with marks. The whole takes 240 kB."""
    normalizer = sentencepiece.SentencePieceNormalizer(
        rule_name="nmt_nfkc", add_dummy_prefix=False, escape_whitespaces=False, remove_extra_whitespaces=False
    )
    ranges = [(0x01, 0x20), (0x7F, 0x100), (0x2000, 0x2070), (0x20A8, 0x20A9), (0x2122, 0x2123), (0x2150, 0x2180), (0x2460, 0x2474),
              (0x3000, 0x3001), (0xFB00, 0xFB07), (0xFE0F, 0xFE10), (0xFEFF, 0xFF00), (0xFF01, 0xFF5F), (0xFFFD, 0xFFFE)]
    texts = [chr(code) for start, end in ranges for code in range(start, end)]
    letters = [chr(code) for start, end in ((0x41, 0x5B), (0x61, 0x7B)) for code in range(start, end)]
    texts += [letter + mark for letter in letters for mark in "\u0300\u0301\u0302\u0303\u0308\u030a\u0327" if len(unicodedata.normalize("NFC", letter + mark)) == 1]
    lines = []
    for text in texts:
        normalized = normalizer.normalize(text)
        if normalized != text:
            lines.append("\t".join(" ".join(f"{ord(letter):X}" for letter in side) for side in (text, normalized)))
    return "\n".join(lines) + "\n"


@functools.cache
def sentencepiece_model(pieces: int = 320, byte_fallback: bool = False, normalization: str = "", symbols: tuple[str, ...] = (),
                        model_type: str = "unigram") -> bytes:
    """A `spiece.model` in T5's layout: `<pad>`, `</s>`, `<unk>`, then `symbols` (user defined), bytes if asked for, and learned pieces.

    `normalization` is the name of one of sentencepiece's own rules, such as "nmt_nfkc" (240 kB of them); "" is a small part of that.
    """
    output = io.BytesIO()
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as rules:
        rules.write(_rules())
        rules.flush()
        named = {"normalization_rule_name": normalization} if normalization else {"normalization_rule_tsv": rules.name}
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(_sentences()), model_writer=output, model_type=model_type, vocab_size=pieces + (256 if byte_fallback else 0),
            byte_fallback=byte_fallback, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, user_defined_symbols=list(symbols), num_threads=1,
            character_coverage=0.999, minloglevel=2, **named,
        )
    model = sentencepiece_model_pb2.ModelProto.FromString(output.getvalue())
    # Kept is what says how to read the model, not how it was made.
    kept = ("model_type", "vocab_size", "byte_fallback", "unk_id", "bos_id", "eos_id", "pad_id", "unk_piece", "eos_piece", "pad_piece", "user_defined_symbols")
    for field, _ in model.trainer_spec.ListFields():
        if field.name not in kept:
            model.trainer_spec.ClearField(field.name)
    model.normalizer_spec.ClearField("normalization_rule_tsv")
    for piece in model.pieces:
        # The last digits of a logarithm differ between machines, and equal scores show how ties are broken.
        piece.score = round(piece.score * 1024) / 1024
    return model.SerializeToString(deterministic=True)


# Tokenizers copy their file when they are saved, so it stays as long as the process does.
_FILES = tempfile.TemporaryDirectory()


def _file(**options) -> str:
    content = sentencepiece_model(**options)
    file = Path(_FILES.name, f"{zlib.crc32(content):08x}", "spiece.model")
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return str(file)


def t5_tokenizer(model_max_length: int = 512, fast: bool = False, extra_ids: int = 4, pieces: int = 320, byte_fallback: bool = False,
                 normalization: str = "", symbols: tuple[str, ...] = (), **changes) -> T5Tokenizer | T5TokenizerFast:
    """A T5 tokenizer of `pieces` + `extra_ids` tokens (256 more with `byte_fallback`); `changes` go to its class, such as `legacy=False`."""
    file = _file(pieces=pieces, byte_fallback=byte_fallback, normalization=normalization, symbols=symbols)
    # As the released checkpoints have it: without `add_prefix_space` a fast tokenizer made of a SentencePiece model puts no space in front.
    defaults = {"legacy": True} | ({"add_prefix_space": True} if fast else {})
    kind = T5TokenizerFast if fast else T5Tokenizer
    return kind(file, extra_ids=extra_ids, model_max_length=model_max_length, **(defaults | changes))


def t5_encoder_config(vocab_size: int = 328, d_model: int = 24, **changes) -> T5Config:
    """A version 1.1 encoder: gated GELU, a head size that does not divide the width. The vocabulary is a little larger than the tokenizer's 324, as upstream's is."""
    defaults = dict(d_kv=5, num_heads=3, d_ff=20, num_layers=2, relative_attention_num_buckets=8, relative_attention_max_distance=12, dropout_rate=0.1,
                    feed_forward_proj="gated-gelu", decoder_start_token_id=0, tie_word_embeddings=False)
    return T5Config(vocab_size=vocab_size, d_model=d_model, **(defaults | changes))


def t5_encoder(key: str, gains: dict[str, float] = {}, **changes) -> T5EncoderModel:
    """A random T5 encoder; `changes` go to `t5_encoder_config`."""
    return randomize(T5EncoderModel(t5_encoder_config(**changes)), key, gains)
