"""A tiny byte-level BPE vocabulary in CLIP's layout, trained on a few lines of text."""

from collections import Counter

from transformers.models.clip.tokenization_clip import bytes_to_unicode

CORPUS = """
a photo of an astronaut riding a horse on mars, highly detailed, sharp focus, studio lighting
a painting of a squirrel eating a burger in the style of van gogh, oil on canvas
a photo of the cat sitting on a park bench, high resolution, 4k
a red fox and a blue bird in the snow under a yellow moon at night
portrait of an old man with a beard, dramatic light, film grain, 35mm
a small house by the river with mountains in the background, watercolor
the quick brown fox jumps over the lazy dog
a bowl of soup that is also a portal to another dimension, digital art
low quality, blurry, bad anatomy, deformed, ugly, watermark, text, jpeg artifacts
a corgi wearing sunglasses on the beach, a castle in the clouds, a robot playing chess
an isometric view of a cozy room, soft shadows, warm colors, wide angle, 8k uhd
green trees and white flowers on the hill, bright sunny day, trending on artstation
"""


def train(merge_count: int) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """CLIP's vocabulary (bytes, bytes that end a word, merges, the two special tokens) and its merges, most frequent pair first."""
    encode = bytes_to_unicode()
    words = Counter()
    for word in CORPUS.lower().replace(",", " , ").split():
        symbols = [encode[byte] for byte in word.encode("utf-8")]
        words[tuple(symbols[:-1] + [symbols[-1] + "</w>"])] += 1
    merges = []
    while len(merges) < merge_count:
        pairs = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = Counter({_merged(word, best): count for word, count in words.items()})
    symbols = list(encode.values())
    tokens = symbols + [symbol + "</w>" for symbol in symbols] + ["".join(pair) for pair in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return {token: index for index, token in enumerate(tokens)}, merges


def _merged(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    result = []
    index = 0
    while index < len(word):
        if word[index : index + 2] == pair:
            result.append(word[index] + word[index + 1])
            index += 2
        else:
            result.append(word[index])
            index += 1
    return tuple(result)
