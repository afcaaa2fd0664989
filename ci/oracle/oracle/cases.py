"""What a case is, and short ways to write its request."""

from dataclasses import dataclass, field

#: From a case's folder (Golden/<family>/<Class>/<variant>) to the repository.
ROOT = "../../../.."


@dataclass(frozen=True)
class Case:
    """A request and the class that it must resolve to. `inert` names inputs that upstream ignores: they must not move the golden at all."""

    pipeline: str
    variant: str
    request: dict
    inert: tuple[str, ...] = ()
    is_error: bool = False
    family: str = field(default="", kw_only=True)

    @property
    def id(self) -> str:
        return f"{self.family}/{self.pipeline}/{self.variant}"


def checkpoint(name: str) -> str:
    return f"{ROOT}/Fixtures/checkpoints/{name}"


def picture(name: str) -> dict:
    return {"file": f"{ROOT}/Fixtures/inputs/{name}.png"}


def tensor(file: str, name: str) -> dict:
    return {"file": f"{ROOT}/Fixtures/inputs/{file}.safetensors", "tensor": name}


def seed(value: int) -> dict:
    return {"seed": value}


def scheduler(name: str, **config) -> dict:
    return {"scheduler": {"class": name, "config": config} if config else {"class": name}}
