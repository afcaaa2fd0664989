"""PNG files of every kind, with chunks and filters that no library would write."""

import random
import struct
import zlib

import numpy as np


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed_rows(samples, depth, first, step):
    """The rows of one pass as bytes: samples is [H, W, C]."""
    rows = samples[first[0] :: step[0], first[1] :: step[1]]
    for row in rows:
        values = row.reshape(-1)
        if depth == 16:
            yield values.astype(">u2").tobytes()
        elif depth == 8:
            yield values.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(value, f"0{depth}b") for value in values)
            bits += "0" * (-len(bits) % 8)
            yield bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(rows, distance, draw):
    previous = None
    for row in rows:
        kind = draw.randrange(5)
        above = previous or bytes(len(row))
        out = bytearray([kind])
        for i, value in enumerate(row):
            a = row[i - distance] if i >= distance else 0
            c = above[i - distance] if i >= distance else 0
            guess = [0, a, above[i], (a + above[i]) // 2, paeth(a, above[i], c)][kind]
            out.append((value - guess) & 255)
        yield bytes(out)
        previous = row


PASSES = [((0, 0), (8, 8)), ((0, 4), (8, 8)), ((4, 0), (8, 4)), ((0, 2), (4, 4)), ((2, 0), (4, 2)), ((0, 1), (2, 2)), ((1, 0), (2, 1))]


def png(samples, depth, color, interlaced=False, before=b"", after=b"", pieces=1):
    draw = random.Random(depth * 10 + color)
    height, width, channels = samples.shape
    distance = max(1, depth * channels // 8)
    data = b""
    for first, step in PASSES if interlaced else [((0, 0), (1, 1))]:
        if first[0] < height and first[1] < width:
            data += b"".join(filtered(packed_rows(samples, depth, first, step), distance, draw))
    data = zlib.compress(data)
    cuts = [len(data) * i // pieces for i in range(pieces + 1)]
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    body = b"".join(chunk(b"IDAT", data[a:b]) for a, b in zip(cuts, cuts[1:]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + body + after + chunk(b"IEND", b"")
