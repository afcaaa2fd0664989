"""What the adapter hands to a component.

    python -m unittest discover -s tests -t .
"""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy
import torch

from oracle import arithmetic, tensorfile
from oracle.adapter.components import _inputs


class InputTests(unittest.TestCase):
    def _read(self, **arrays) -> dict:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "inputs.safetensors"
            tensorfile.write(file, {name.replace("_0", ".0"): array for name, array in arrays.items()})
            return _inputs(tensorfile.TensorFile(file))

    def test_all_but_the_timestep_is_rounded_to_the_format(self):
        time, ids = numpy.float32([999, 0.3]), numpy.int64([[999]])
        with mock.patch.object(arithmetic, "_half", torch.bfloat16):
            inputs = self._read(timestep=time, sample=time, states_0=time, input_ids=ids)
        self.assertTrue(torch.equal(inputs["timestep"], torch.from_numpy(time)))
        for rounded in (inputs["sample"], inputs["states"][0]):
            self.assertTrue(torch.equal(rounded, torch.tensor([1000, 0.30078125], dtype=torch.bfloat16)))
        self.assertEqual(inputs["input_ids"].dtype, torch.int64)

    def test_nothing_is_rounded_otherwise(self):
        inputs = self._read(sample=numpy.float32([999, 0.3]))
        self.assertEqual(inputs["sample"].dtype, torch.float32)


if __name__ == "__main__":
    unittest.main()
