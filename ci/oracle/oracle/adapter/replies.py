"""The replies of the protocol that have no answer."""

import contextlib


class Malformed(Exception):
    """The line does not say what its command needs."""


class Skipped(Exception):
    """This release, or this adapter, does not do what is asked for."""


class Raised(Exception):
    """An exception of diffusers, transformers or torch: an answer like any other."""

    def __init__(self, error: BaseException):
        super().__init__(str(error))
        self.type = type(error).__name__


@contextlib.contextmanager
def upstream():
    """Around calls into the libraries: what they raise is diffusers', everything else is the adapter's own mistake."""
    try:
        yield
    except Exception as error:
        raise Raised(error) from error


def without_answer(error: Exception) -> dict:
    """What a reply says instead of an answer."""
    match error:
        case Skipped():
            return {"skipped": {"kind": "unsupported", "message": str(error)}}
        case Raised():
            return {"error": {"type": error.type, "message": str(error)}}
        case Malformed():
            return {"error": {"type": "Malformed", "message": str(error)}}
        case _:
            return {"error": {"type": "Unusable", "message": f"{type(error).__name__}: {error}"}}
