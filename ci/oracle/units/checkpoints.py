"""Writes what Python's json and the safetensors library make of the same values.

Usage: checkpoints.py OUTPUT_FOLDER
"""

import sys

# A neighbour's name, random.py, hides the standard library's module.
sys.path.pop(0)

import json
import random
import struct
from pathlib import Path

import torch
from safetensors.torch import save

TEXTS = [
    "null", "true", " [1, 2.0, -3e2] ", "0", "-0", "-0.0", "1E5", "1e-7", "123456789012345678901234567890",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e999", "-1e999", "1e-999",
    "NaN", "Infinity", "-Infinity", '{"b": 1, "a": 2, "b": 3}', '{"é": 1, "e\\u0301": 2, "Z": [], "a": {}}',
    '"\\u00e9\\ud83d\\ude00\\n\\t\\b\\f\\r\\"\\\\\\/\\u0000\\u007f\\u2028"', '"\u007f€😀"', "[[], {}, [[]], {\"a\": []}]",
    '{"😀": 1, "\uffff": 2, "\ue000": 3}', "0.1", "100.0", "1e16", "1e15", "1.5e300", "5e-324", "0.0001", "0.00001",
    "\n{\t\"x\" :\r 1}\n", '{"scaling_factor": 0.18215, "sizes": [320, 640], "name": "UNet2D", "none": null}',
]

BAD_TEXTS = [
    "", " ", "nul", "01", "1.", ".5", "+1", "1e", "--1", "-", "[1,]", "[1 2]", "[", "{", '{"a"}', '{"a":}', '{"a":1,}', "{a: 1}",
    "'a'", '"a', '"\\x"', '"\\u12"', '"\t"', "1 2", "nan", "inf", "- Infinity", "tru", "[1]]", "/* */ 1", "\ufeff1", '"\\', '"\\u',
]


def floats():
    generator = random.Random(7)
    values = [0.0, 1.0, 0.1, 1 / 3, 1e22, 1e21, 1e16, 9999999999999998.0, 1.2e16, 9007199254740993.0, 1e-4, 1e-5, 12345678.9,
              2.5e-310, 5e-324, 1.7976931348623157e308, 2.0**54, 2.0**53 - 1, 123456789012345680.0]
    while len(values) < 600:
        (value,) = struct.unpack("<d", generator.getrandbits(64).to_bytes(8, "little"))
        if value == value and abs(value) != float("inf"):
            values.append(value)
    values += [generator.uniform(-1, 1) * 10.0 ** generator.randint(-8, 20) for _ in range(400)]
    values += [float(round(generator.uniform(0, 1000), 2)) for _ in range(100)]
    return [[struct.unpack("<q", struct.pack("<d", value))[0], repr(value)] for value in values]


def texts():
    rows = []
    for text in TEXTS:
        value = json.loads(text)
        rows.append({
            "text": text, "plain": json.dumps(value), "unescaped": json.dumps(value, ensure_ascii=False),
            "sorted": json.dumps(value, indent=2, sort_keys=True), "indented": json.dumps(value, indent=4, ensure_ascii=False),
        })
    for text in BAD_TEXTS:
        try:
            json.loads(text)
        except json.JSONDecodeError:
            rows.append({"text": text})
        else:
            raise AssertionError(text)
    return rows


def safetensors():
    generator = torch.Generator().manual_seed(3)
    wide = torch.randn(3, 5, generator=generator, dtype=torch.float64)
    whole = torch.randint(0, 100, (7,), generator=generator)
    tensors = {
        "z.weight": wide, "a.weight": wide.float(), "half": wide.half(), "brain": wide.bfloat16(), "long": whole,
        "int": whole.int(), "short": whole.short(), "char": whole.char(), "byte": whole.byte(), "flag": whole > 50,
        "scalar": torch.tensor(2.5), "none": torch.zeros(0, 3),
    }
    return save(tensors, metadata={"format": "pt"})


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "floats.json").write_text(json.dumps(floats(), separators=(",", ":")) + "\n")
    (folder / "texts.json").write_text(json.dumps(texts(), indent=1) + "\n")
    (folder / "types.safetensors").write_bytes(safetensors())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
