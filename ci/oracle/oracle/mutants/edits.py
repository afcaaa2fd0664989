"""Small changes of upstream's functions, made where they are: the code object itself is replaced, so that every name of the function sees it.

Each function here returns the change; calling that makes it. A change that does not find exactly what it expects raises `StaleEdit`.
A target is `module:name.name`, with modules of diffusers (`.models.attention`) or full names of others.
"""

import ast
import importlib
import inspect
import sys
import textwrap
import types
from collections.abc import Callable, Iterator

Change = Callable[[], None]


class StaleEdit(Exception):
    """Upstream is not what the edit expects."""


def edit(target: str, old: str, new: str, times: int = 1) -> Change:
    """Replaces `old`, which stands exactly `times` times in the source of a function."""

    def change() -> None:
        function = plain(find(target))
        found = _source(function).count(old)
        if found != times:
            raise StaleEdit(f"{target} holds {found} times, not {times} times:\n{old}")
        _recompile(function, old, new)

    return change


def edit_copies(method: str, old: str, new: str, count: int, within: str = "diffusers.pipelines") -> Change:
    """Edits upstream's copies of a function: the `count` ones in modules `within` that hold `old`, in any class or none."""

    def change() -> None:
        holding = [function for function in _copies(method, within) if old in _source(function)]
        if len(holding) != count:
            names = "\n".join(sorted(f"{function.__module__}:{function.__qualname__}" for function in holding))
            raise StaleEdit(f"{len(holding)} copies of {method}, not {count}, hold:\n{old}\n{names}")
        for function in holding:
            _recompile(function, old, new)

    return change


def replace(target: str, value) -> Change:
    """Binds a name to another value."""

    def change() -> None:
        owner, _, name = target.rpartition("." if "." in target.partition(":")[2] else ":")
        owner = find(owner)
        if not hasattr(owner, name):
            raise StaleEdit(f"there is no {target}")
        setattr(owner, name, value)

    return change


def default(target: str, argument: str, old, new) -> Change:
    """Changes an argument's default value."""

    def change() -> None:
        function = plain(find(target))
        parameters = inspect.signature(function).parameters
        if argument not in parameters or parameters[argument].default != old:
            raise StaleEdit(f"{target} has no {argument}={old!r}")
        if argument in (function.__kwdefaults__ or {}):
            function.__kwdefaults__ = function.__kwdefaults__ | {argument: new}
            return
        names = [name for name, parameter in parameters.items() if parameter.default is not parameter.empty and parameter.kind == parameter.POSITIONAL_OR_KEYWORD]
        function.__defaults__ = tuple(new if name == argument else value for name, value in zip(names, function.__defaults__, strict=True))

    return change


def find(target: str):
    """What a target names; descriptors as they are."""
    name, _, path = target.partition(":")
    value = importlib.import_module(f"diffusers{name}" if name.startswith(".") else name)
    for attribute in path.split(".") if path else ():
        value = inspect.getattr_static(value, attribute)
    return value


def plain(function) -> types.FunctionType:
    """The function under decorators."""
    if isinstance(function, (staticmethod, classmethod)):
        function = function.__func__
    if isinstance(function, property):
        function = function.fget
    function = inspect.unwrap(function)
    if function.__qualname__.startswith("apply_forward_hook"):
        return next(cell.cell_contents for cell in function.__closure__)
    return function


def _copies(name: str, within: str) -> Iterator[types.FunctionType]:
    seen = set()
    for module_name, module in sorted(sys.modules.items()):
        if not module_name.startswith(within) or not isinstance(module, types.ModuleType):
            continue
        classes = [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module_name]
        for owner in [module, *classes]:
            function = vars(owner).get(name)
            if function is None or getattr(function, "__module__", module_name) != module_name:
                continue
            function = plain(function)
            if id(function) not in seen:
                seen.add(id(function))
                yield function


#: What functions that were edited before look like now.
_EDITED: dict[types.FunctionType, str] = {}


def _source(function: types.FunctionType) -> str:
    return _EDITED.get(function) or textwrap.dedent(inspect.getsource(function))


def _recompile(function: types.FunctionType, old: str, new: str) -> None:
    source = _source(function).replace(old, new)
    function.__code__ = _compiled(function, source)
    _EDITED[function] = source


def _compiled(function: types.FunctionType, source: str) -> types.CodeType:
    """The code of `source`, with the free variables of `function`."""
    definition = ast.parse(source).body[0]
    definition.decorator_list = []
    free = function.__code__.co_freevars
    outer = ast.parse(f"def outer({', '.join(free)}):\n    pass")
    outer.body[0].body = [definition]
    module = compile(ast.fix_missing_locations(outer), function.__code__.co_filename, "exec")
    code = _inner(_inner(module, "outer"), definition.name)
    if code.co_freevars != free:
        raise StaleEdit(f"{function.__qualname__} would close over {code.co_freevars}, not {free}")
    return code


def _inner(code: types.CodeType, name: str) -> types.CodeType:
    return next(value for value in code.co_consts if isinstance(value, types.CodeType) and value.co_name == name)
