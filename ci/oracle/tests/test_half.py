"""What a golden says of formats of 16 bits.

    python -m unittest discover -s tests -t .
"""

import unittest

from oracle.half import HalfNoise, is_same_error
from oracle.noise import Run
from oracle.transcript import Transcript


class _Job:
    """A run that raised an error, or ended without one."""

    def __init__(self, **result):
        self.result = result


def _error(kind: str, message: str) -> dict:
    return {"type": kind, "message": message}


class ErrorTests(unittest.TestCase):
    error = _error("ValueError", "no `a`: tensor([[ 0.3350]]) with 2 rows")

    def test_printed_tensors_alone_may_differ(self):
        same = _error("ValueError", "no `a`: tensor([[0.3359]],\n       dtype=torch.bfloat16) with 2 rows")
        self.assertTrue(is_same_error(self.error, same))
        for kind, message in (("TypeError", same["message"]), ("ValueError", same["message"].replace("2", "3")), ("ValueError", "no `a`: 0.3350")):
            with self.subTest(message):
                self.assertFalse(is_same_error(self.error, _error(kind, message)))

    def test_another_error_and_none_are_told(self):
        found = HalfNoise(None, self.error)
        found.note("bfloat16", _Job(error=_error("RuntimeError", "Float and BFloat16\nmore")))
        found.note("float16", _Job())
        self.assertEqual(found.json([Run("default", False, "float16")]), {"noise_half_missing": found.missing})
        self.assertEqual(found.missing, {"bfloat16": "RuntimeError: Float and BFloat16", "float16": "raises no error"})

    def test_the_same_error_is_nothing_to_tell(self):
        found = HalfNoise(None, self.error)
        found.note("float16", _Job(error=self.error))
        self.assertEqual((found.missing, found.json([])), ({}, {}))

    def test_what_a_run_showed_is_kept(self):
        found = HalfNoise(None, self.error)
        found.note("float16", _Job(error=self.error))
        found.add({"noise_half_missing": {"float16": "raises no error"}})
        self.assertEqual(found.missing, {"float16": "raises no error"})
        self.assertEqual(found.noise, {})


class NoiseTests(unittest.TestCase):
    def setUp(self):
        self.found = HalfNoise(Transcript())

    def test_noise_never_shrinks(self):
        self.found.noise = {"float16": {"images": {"max": 0.3, "rms": 0.1}}, "bfloat16": {"images": {"max": 3.0, "rms": 1.0}}}
        earlier = {"float16": {"max": 0.2, "rms": 0.15}, "bfloat16": {"max": 2.0, "rms": 1.5}}
        self.found.add({"noise_half": {"images": earlier}, "noise_half_runs": {"float16": ["avx2"], "bfloat16": ["avx2"]}})
        runs = [Run("default", False, dtype) for dtype in ("float16", "bfloat16")]
        self.assertEqual(
            self.found.json(runs),
            {
                "noise_half": {"images": {"float16": {"max": 0.3, "rms": 0.15}, "bfloat16": {"max": 3.0, "rms": 1.5}}},
                "noise_half_runs": {dtype: ["avx2", "default"] for dtype in ("float16", "bfloat16")},
            },
        )

    def test_a_format_that_a_run_leaves_has_no_noise(self):
        noise = {"images": {"max": 0.3, "rms": 0.1}}
        self.found.noise = {"float16": noise, "bfloat16": noise}
        self.found.add({"noise_half_missing": {"bfloat16": "images is not finite"}})
        self.assertEqual(list(self.found.noise), ["float16"])


if __name__ == "__main__":
    unittest.main()
