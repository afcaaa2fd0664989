"""Entries that several transcripts of a family have in common are stored once, in the family's `shared.safetensors`.

The cases of a family often differ in one argument: their texts, pictures and encodings are the same to the bit.
"""

import hashlib
from collections import Counter
from pathlib import Path

import numpy

from . import tensorfile
from .transcript import SHARED_FILE, Transcript

#: Smaller arrays cost as much by reference as they do in place.
_SMALLEST = 256


def share(family: Path) -> None:
    """Writes the family's transcripts anew, with what several of them hold in the shared file."""
    files = sorted(family.glob("*/*/transcript*.safetensors"))
    transcripts = {file: Transcript.read(file) for file in files}
    keys = {file: _keys(transcript) for file, transcript in transcripts.items()}
    uses = Counter(key for of_one in keys.values() for key in set(of_one.values()))
    shared = {key: transcripts[file].entries[name] for file, of_one in keys.items() for name, key in of_one.items() if uses[key] > 1}
    for file, transcript in transcripts.items():
        transcript.write(file, {name: key for name, key in keys[file].items() if key in shared})
    pool = family / SHARED_FILE
    pool.unlink(missing_ok=True)
    if shared:
        tensorfile.write(pool, dict(sorted(shared.items())))


def _keys(transcript: Transcript) -> dict[str, str]:
    """Of the entries that are worth sharing, by their names."""
    return {name: _key(array) for name, array in transcript.entries.items() if array.nbytes >= _SMALLEST}


def _key(array: numpy.ndarray) -> str:
    """The name of an array in the shared file: of its type, shape and bytes."""
    return hashlib.sha256(f"{array.dtype.str}{array.shape}".encode() + array.tobytes()).hexdigest()[:20]
