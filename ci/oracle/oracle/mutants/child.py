"""A conversation with a mutant that a nursery has forked."""

import json
import os
import socket
from pathlib import Path

from ..adapter.process import next_reply

#: Names the folder of the nurseries' sockets for the processes that speak the protocol.
FOLDER = "MUTANT_NURSERY"


class Child:
    """A conversation with a mutant in one arithmetic."""

    def __init__(self, mutant: str, arithmetic: str):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(Path(os.environ[FOLDER]) / arithmetic))
        socket.send_fds(self._socket, [b"."], [2])
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._socket.sendall(f"{mutant}\n".encode())

    def ask(self, message: dict, progress) -> dict:
        """The reply to a command."""
        self._socket.sendall((json.dumps(message) + "\n").encode())
        reply = next_reply(self._lines, progress)
        if reply is None:
            raise RuntimeError("the mutant died")
        return reply

    def stop(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
