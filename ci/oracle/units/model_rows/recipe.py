"""Numbers that need no file: exact in float32, never 0, the same in every language.

The element `i` of the tensor `name` of a row is made of the 16 highest bits `u` of SplitMix64's output `i + 1` for the seed
FNV-1a("row/name"): (2 u - 65535) 2^(exponent - 16), which lies between -2^exponent and 2^exponent. A norm's weights are 1 more.
"""

import math

import numpy

MASK = (1 << 64) - 1


def seed(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & MASK
    return value


def numbers(row, name, shape, exponent, offset=0):
    count = math.prod(shape)
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(seed(f"{row}/{name}")) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z ^= z >> numpy.uint64(31)
    top = (z >> numpy.uint64(48)).astype(numpy.int64)
    values = (2 * top - 65535) * 2.0 ** (exponent - 16) + offset
    narrow = values.astype("<f4")
    assert (narrow == values).all() and (narrow != 0).all()
    return narrow.reshape(shape)


def taken(inputs, prefix):
    """Takes the inputs `prefix.0`, `prefix.1`, … out of `inputs`."""
    return [inputs.pop(name) for name in list(inputs) if name.startswith(f"{prefix}.")]


def weight(row, name, shape):
    """The numbers of a parameter, and the exponent and offset that they are made with."""
    if len(shape) >= 2:
        exponent, offset = 1 - math.floor(math.log2(math.prod(shape[1:])) / 2), 0
    else:
        exponent, offset = -2, int(name.endswith(".weight"))
    return numbers(row, name, shape, exponent, offset), exponent, offset
