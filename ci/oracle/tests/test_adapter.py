"""The protocol's side of the adapter, without diffusers.

    python -m unittest discover -s tests -t .
"""

import io
import json
import unittest

from oracle.adapter.replies import Malformed, Raised, Skipped, upstream, without_answer
from oracle.adapter.session import COMMANDS, Session


class _Worker:
    """Tells of progress once, and answers with what it was asked."""

    def __init__(self, arithmetic: str):
        self.arithmetic = arithmetic
        self.is_stopped = False

    def ask(self, message: dict, progress) -> dict:
        progress({"progress": "working"})
        return {"seq": message["seq"], "arithmetic": self.arithmetic}

    def stop(self) -> None:
        self.is_stopped = True


class SessionTests(unittest.TestCase):
    def setUp(self):
        self.output = io.StringIO()
        self.workers: list[_Worker] = []
        self.session = Session(self.output, self._make_worker)

    def _make_worker(self, arithmetic: str) -> _Worker:
        self.workers.append(_Worker(arithmetic))
        return self.workers[-1]

    def _replies(self, *messages) -> list[dict]:
        for message in messages:
            self.assertTrue(self.session.answer(message if isinstance(message, str) else json.dumps(message)))
        return [json.loads(line) for line in self.output.getvalue().splitlines()]

    def test_start_tells_what_there_is_without_a_worker(self):
        (reply,) = self._replies({"cmd": "start", "version": 1})
        self.assertEqual(reply["version"], 1)
        self.assertEqual(reply["implementation"]["name"], "diffusers")
        self.assertEqual(reply["implementation"]["commands"], list(COMMANDS))
        self.assertEqual(self.workers, [])

    def test_another_version_is_refused(self):
        (reply,) = self._replies({"cmd": "start", "version": 2})
        self.assertEqual(reply["error"]["type"], "Malformed")

    def test_each_dtype_has_a_worker_of_its_own(self):
        replies = self._replies(*({"cmd": "run", "seq": seq, "dtype": dtype} for seq, dtype in enumerate(["float64", "float32", "float64"])))
        answers = [reply for reply in replies if "progress" not in reply]
        self.assertEqual([reply["seq"] for reply in answers], [0, 1, 2])
        self.assertEqual([reply["arithmetic"] for reply in answers], ["ideal", "float32", "ideal"])
        self.assertEqual(len(self.workers), 2)
        self.assertEqual(len(replies), 6)

    def test_commands_without_a_dtype_share_the_worker_of_float32(self):
        self._replies(*({"cmd": name, "seq": 1} for name in ("resolve", "tokens", "random", "schedule")))
        self.assertEqual([worker.arithmetic for worker in self.workers], ["float32"])

    def test_lines_that_make_no_sense_are_answered(self):
        for line in ("garbage", "[1]", '{"seq": 3}', '{"cmd": 4, "seq": 3}', '{"cmd": "fly", "seq": 3}'):
            with self.subTest(line):
                self.assertEqual(self._replies(line)[-1]["error"]["type"], "Malformed")
        self.assertEqual(self._replies('{"cmd": "fly", "seq": 3}')[-1]["seq"], 3)

    def test_an_unknown_dtype_is_skipped(self):
        (reply,) = self._replies({"cmd": "schedule", "seq": 9, "dtype": "int8"})
        self.assertEqual((reply["seq"], reply["skipped"]["kind"]), (9, "unsupported"))

    def test_empty_lines_say_nothing_and_stop_ends(self):
        self.assertEqual(self._replies("\n", "  \n"), [])
        self._replies({"cmd": "random", "seq": 1})
        self.assertFalse(self.session.answer('{"cmd": "stop"}'))
        self.session.stop()
        self.assertTrue(all(worker.is_stopped for worker in self.workers))


class ReplyTests(unittest.TestCase):
    def test_what_libraries_raise_is_told_apart_from_the_adapters_mistakes(self):
        with self.assertRaises(Raised) as raised, upstream():
            raise KeyError("sample")
        rows = [
            (raised.exception, {"error": {"type": "KeyError", "message": "'sample'"}}),
            (Malformed("no"), {"error": {"type": "Malformed", "message": "no"}}),
            (Skipped("no"), {"skipped": {"kind": "unsupported", "message": "no"}}),
            (OSError("gone"), {"error": {"type": "Unusable", "message": "OSError: gone"}}),
        ]
        for error, reply in rows:
            with self.subTest(type(error).__name__):
                self.assertEqual(without_answer(error), reply)


if __name__ == "__main__":
    unittest.main()
