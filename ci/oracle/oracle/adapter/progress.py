"""Progress lines, which restart the suite's time limit."""

import json
import time
from collections.abc import Iterable
from typing import TextIO


class Progress:
    """Tells of real progress only, and not more often than every ten seconds: a process that hangs says nothing."""

    INTERVAL = 10.0

    def __init__(self, output: TextIO):
        self._output = output
        self._last = time.monotonic()

    def restart(self) -> None:
        self._last = time.monotonic()

    def tell(self, what: str) -> None:
        print(json.dumps({"progress": what}), file=self._output, flush=True)
        self.restart()

    def note(self, what: str) -> None:
        """Tells it if nothing was told for a while."""
        if time.monotonic() - self._last >= self.INTERVAL:
            self.tell(what)

    def watch_loading(self) -> None:
        """Notes each component and each file of weights that diffusers loads: it shows a bar for them."""
        from diffusers.utils import logging

        def bar(iterable: Iterable = (), *_, desc: str = "loading", **__):
            for element in iterable:
                self.note(desc)
                yield element

        logging.tqdm = bar
