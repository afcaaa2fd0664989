"""What a case is, and short ways to write its request."""

from dataclasses import dataclass, field, replace

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


@dataclass(frozen=True)
class Table:
    """How the cases of one class are written: each is the class's default request with changes."""

    pipeline: str
    task: str
    model: str
    call: dict
    load: dict = field(default_factory=dict)
    request: dict = field(default_factory=dict)

    def __call__(self, variant: str, inert=(), is_error=False, model=None, load=None, request=None, **call) -> Case:
        """A case; an argument of the call or an option of loading that is `...` is left out."""
        merged = _without_gaps(self.call | call)
        content = {"checkpoint": checkpoint(model or self.model), "task": self.task}
        load = load or {}
        loaded = _without_gaps(load | self.load | load)
        content |= {"load": loaded} if loaded else {}
        content |= self.request | (request or {})
        return Case(self.pipeline, variant, content | {"call": merged}, tuple(inert), is_error)

    def error(self, variant: str, **options) -> Case:
        return self(f"error-{variant}", is_error=True, **options)


def _without_gaps(options: dict) -> dict:
    return {key: value for key, value in options.items() if value is not ...}


def after(case: Case, *steps: tuple[str, dict]) -> Case:
    """The case with methods of the pipeline called after loading, each with its arguments."""
    setup = [{"method": method} | ({"arguments": arguments} if arguments else {}) for method, arguments in steps]
    rest = {key: value for key, value in case.request.items() if key != "call"}
    return replace(case, request=rest | {"setup": setup, "call": case.request["call"]})


#: A call of `enable_freeu`.
FREEU = ("enable_freeu", {"s1": 0.9, "s2": 0.2, "b1": 1.2, "b2": 1.4})

# Texts and pictures of the cases of most families.
NEGATIVE, NEGATIVE_2 = "blurry, low quality, watermark", "text, jpeg artifacts"
OTHER = "oil on canvas, dramatic light"
TWO = ["a corgi wearing sunglasses on the beach", "a robot playing chess"]
TWO_NEGATIVE = ["ugly", "text, jpeg artifacts"]
TWO_PICTURES = [picture("scene-small"), picture("scene-2")]
TWO_MASKS = [picture("mask-small"), picture("mask-2")]
