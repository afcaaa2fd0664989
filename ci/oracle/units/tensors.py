"""What torch computes for elementwise operations, reductions, products, attention and norms.

Usage: tensors.py OUTPUT_FOLDER

`cases.json` lists the calls: operation, arguments, inputs (a tensor's name and the view of it that goes in), and the largest
difference between the results in float32 and float64. `tensors.safetensors` holds the float32 inputs, which calls share, and
the result of each call in float64 (stored as float32 where that loses nothing).
"""

import json
import math
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
CASES, TENSORS = [], {}
GENERATOR = torch.Generator()
INFINITY = math.inf


class Input:
    """Stored values and the view of them that an operation takes."""

    def __init__(self, *shape, values=None, kind="normal", **view):
        self.shape, self.values, self.kind, self.view = shape, values, kind, view

    def name(self, index):
        if self.values is not None:
            return f"values {len(CASES)}.{index}"
        return f"{self.kind} {'x'.join(map(str, self.shape))}.{index}"

    def stored(self, name):
        if self.values is not None:
            return torch.tensor(self.values, dtype=torch.float32).reshape(self.shape or (-1,))
        GENERATOR.manual_seed(sum((index + 1) * byte for index, byte in enumerate(name.encode())))
        if self.kind == "bits":
            return torch.randint(0, 2, self.shape, generator=GENERATOR).float()
        if self.kind == "whole":
            return torch.randint(-2, 3, self.shape, generator=GENERATOR).float()
        x = torch.randn(self.shape, generator=GENERATOR)
        return x.abs() + 0.1 if self.kind == "positive" else x

    def viewed(self, x):
        for step, argument in self.view.items():
            if step == "permute":
                x = x.permute(argument)
            elif step == "expand":
                x = x.expand(argument)
            elif step == "flip":
                x = x.flip(argument)
            elif step == "narrow":
                x = x.narrow(argument[0], argument[1], argument[2] - argument[1])
        return x


def case(operation, *inputs, title="", **arguments):
    name = f"{operation} {len(CASES)}" + (f" {title}" if title else "")
    inputs = [given if isinstance(given, Input) else Input(*given) for given in inputs]
    torch.set_default_dtype(torch.float32)
    names = [given.name(index) for index, given in enumerate(inputs)]
    stored = [given.stored(key) for given, key in zip(inputs, names)]
    results = []
    for dtype in (torch.float32, torch.float64):
        torch.set_default_dtype(dtype)
        results.append(OPERATIONS[operation](*(i.viewed(x.to(dtype)) for i, x in zip(inputs, stored)), **arguments))
    float32, float64 = results
    for key, x in zip(names, stored):
        TENSORS[key] = x.contiguous().clone()
    short = torch.equal(float64.float().double().nan_to_num(12345.5), float64.nan_to_num(12345.5))
    TENSORS[name] = (float64.float() if short else float64).contiguous().clone()
    difference = (float32.double() - float64).abs()
    noise = difference[difference.isfinite()].max().item() if difference.isfinite().any() else 0.0
    views = [{"tensor": key, **i.view} for key, i in zip(names, inputs)]
    CASES.append({"name": name, "operation": operation, "inputs": views, **arguments, "noise": noise})


def attention(query, key, value, mask=None, is_causal=False, scale=None):
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=is_causal, scale=scale)


def group_norm(x, weight=None, bias=None, *, groups, eps, silu=False):
    y = F.group_norm(x, groups, weight, bias, eps)
    return F.silu(y) if silu else y


BINARY = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "maximum": torch.maximum,
    "minimum": torch.minimum, "gt": torch.gt, "ge": torch.ge, "lt": torch.lt, "le": torch.le, "eq": torch.eq, "ne": torch.ne,
}
UNARY = {
    "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "sin": torch.sin, "cos": torch.cos,
    "tanh": torch.tanh, "erf": torch.erf, "abs": torch.abs, "sign": torch.sign, "square": torch.square,
    "reciprocal": torch.reciprocal, "round": torch.round, "floor": torch.floor, "ceil": torch.ceil, "trunc": torch.trunc,
    "neg": torch.neg, "sigmoid": torch.sigmoid, "silu": F.silu, "gelu": F.gelu, "relu": F.relu, "relu6": F.relu6, "mish": F.mish,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"), "quick_gelu": lambda x: x * torch.sigmoid(1.702 * x),
    "softplus": F.softplus, "hardswish": F.hardswish, "elu": F.elu, "leaky_relu": F.leaky_relu,
}
REDUCTIONS = {
    "sum": torch.sum, "mean": torch.mean, "amax": torch.amax, "amin": torch.amin,
    "var": lambda x, dim, keepdim: torch.var(x, dim, keepdim=keepdim),
    "var_biased": lambda x, dim, keepdim: torch.var(x, dim, unbiased=False, keepdim=keepdim),
    "std": lambda x, dim, keepdim: torch.std(x, dim, keepdim=keepdim),
}
OPERATIONS = {
    **{name: (lambda f: lambda a, b: f(a, b).to(a.dtype))(f) for name, f in BINARY.items()},
    **{name + "_scalar": (lambda f: lambda a, value: f(a, torch.tensor(value)).to(a.dtype))(f) for name, f in BINARY.items()},
    **{name: (lambda f: lambda x, dim, keepdim=False: f(x, dim, keepdim=keepdim))(f) for name, f in REDUCTIONS.items()},
    **UNARY,
    "rsub_scalar": lambda a, value: value - a,
    "rdiv_scalar": lambda a, value: value / a,
    "pow": torch.pow,
    "pow_scalar": lambda a, value: torch.pow(a, value),
    "powers": lambda a, value: torch.pow(value, a),
    "clamp": lambda x, low, high: x.clamp(low, high),
    "where": lambda c, a, b: torch.where(c != 0, a, b),
    "masked_fill": lambda x, m, value: x.masked_fill(m != 0, value),
    "scaled_sum": lambda *terms, scales: sum(c * x for c, x in zip(scales, terms)),
    "argmax": lambda x, dim: torch.argmax(x, dim).to(x.dtype).flatten(),
    "quantile": lambda x, value: torch.quantile(x, value, dim=-1),
    "cumsum": lambda x: x.cumsum(0),
    "cumprod": lambda x: x.cumprod(0),
    "softmax": lambda x, dim: x.softmax(dim[0]),
    "cat": lambda *parts, dim: torch.cat(parts, dim[0]),
    "stack": lambda *parts, dim: torch.stack(parts, dim[0]),
    "repeat": lambda x, times: x.repeat(times),
    "repeat_interleave": lambda x, dim, times: x.repeat_interleave(times[0], dim[0]),
    "flip": lambda x, dim: x.flip(dim),
    "roll": lambda x, dim, times: x.roll(times, dim),
    "index_select": lambda x, dim, times: x.index_select(dim[0], torch.tensor(times)),
    "tril": lambda x, value: x.tril(int(value)),
    "triu": lambda x, value: x.triu(int(value)),
    "linspace": lambda low, high, count: torch.linspace(low, high, count),
    "arange": lambda low, high, value: torch.arange(low, high, value, dtype=torch.get_default_dtype()),
    "contiguous": lambda x: x.contiguous(),
    "matmul": torch.matmul,
    "linear": F.linear,
    "attention": attention,
    "group_norm": group_norm,
    "layer_norm": lambda x, weight=None, bias=None, *, count, eps: F.layer_norm(x, x.shape[-count:], weight, bias, eps),
    "rms_norm": lambda x, weight=None, *, eps: F.rms_norm(x, x.shape[-1:], weight, eps),
}


def elementwise():
    gap = Input(5, 9, narrow=[1, 2, 7])
    shapes = [
        ((2, 3, 4), (2, 3, 4)), ((3, 37), (3, 37)), ((2, 3, 4), (4,)), ((2, 3, 5), (3, 1)), ((2, 3, 2, 5), (1, 3, 1, 1)),
        ((2, 1, 4), (3, 1)), ((5,), (1,)), ((1,), (2, 3)), ((2, 3), (1, 1)), ((0, 3), (3,)), ((2, 5, 3), (2, 1, 3)),
        ((1, 4, 1, 3), (2, 1, 5, 1)), (Input(3, 4, permute=[1, 0]), (4, 3)), ((4, 3), Input(3, 4, permute=[1, 0])),
        (gap, gap), (gap, (5,)), (Input(2, 3, 4, permute=[2, 0, 1]), (3,)), (Input(3, 1, expand=[3, 5]), (5,)),
        (Input(7, flip=[0]), (7,)),
    ]
    for shape in shapes:
        for operation in ("add", "div"):
            case(operation, *shape)
    for operation in BINARY:
        whole = operation in ("gt", "ge", "lt", "le", "eq", "ne")
        one, two = (Input(3, 5, kind="whole"), Input(5, kind="whole")) if whole else ((3, 5), (5,))
        case(operation, one, two)
        case(operation, one, Input(3, 5, kind="whole") if whole else (3, 5))
        case(operation + "_scalar", one, value=1.0 if whole else 0.7)
    special = Input(values=[1.0, math.nan, INFINITY, -INFINITY, 2.0])
    other = Input(values=[math.nan, 1.0, math.nan, INFINITY, 3.0])
    case("maximum", special, other)
    case("minimum", special, other)
    case("rsub_scalar", (3, 7), value=1.5)
    case("rdiv_scalar", (3, 7), value=1.5)
    case("pow", Input(4, 6, kind="positive"), (6,))
    for value in (2.0, 3.0, 0.5, -0.5, -1.0, 0.0, 1.7):
        case("pow_scalar", Input(23, kind="positive"), value=value)
    case("pow_scalar", (9,), value=3.0, title="of negative numbers")
    case("powers", (23,), value=10000.0)
    case("clamp", (41,), low=-0.5, high=0.75)
    case("clamp", special, low=-1.0, high=1.5)
    case("where", Input(2, 3, kind="bits"), (2, 3), (3,))
    case("where", Input(3, 1, kind="bits"), (2, 1, 4), ())
    case("masked_fill", (2, 3, 4), Input(3, 4, kind="bits"), value=-INFINITY)
    case("scaled_sum", (3, 5), (3, 5), Input(5, 3, permute=[1, 0]), scales=[0.5, -1.25, 3.0])
    case("scaled_sum", (2500,), (2500,), scales=[0.9, 0.1])


def unary():
    spread = [sign * 10.0**power * digit for sign in (1, -1) for power in range(-8, 3) for digit in (1.1, 2.7, 5.3)]
    spread += [0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 87.5, -87.5, 1000.0, -1000.0, 1e30, -1e30]
    for operation in UNARY:
        case(operation, (67,))
        case(operation, Input(3, 4, 5, permute=[1, 2, 0]))
        if operation not in ("sin", "cos"):
            case(operation, Input(values=spread))
    for operation in ("exp", "tanh", "erf", "abs", "sigmoid", "relu", "sqrt", "round", "sign"):
        case(operation, Input(values=[math.nan, INFINITY, -INFINITY]))
    case("silu", (0, 3))


def reductions():
    for operation in REDUCTIONS:
        for shape, dim, keepdim in [
            ((3, 5), [0], False), ((3, 5), [1], True), ((2, 3, 4), [-1], False), ((2, 3, 4), [0, 2], True),
            ((2, 3, 4), [1, 2], False), ((2, 3, 4), [0, 1, 2], False), ((700,), [0], False), ((2, 1037), [1], True),
        ]:
            case(operation, shape, dim=dim, keepdim=keepdim)
        case(operation, Input(3, 4, 5, permute=[2, 0, 1]), dim=[1])
        case(operation, Input(values=[1.0, math.nan, 3.0]), dim=[0])
    case("mean", Input(values=[1e4 + (i % 7) * 1e-3 for i in range(3000)]), dim=[0], title="of large values")
    case("var", Input(values=[1e3 + (i % 7) * 1e-2 for i in range(1500)]), dim=[0], title="of large values")
    case("argmax", (4, 7), dim=1)
    case("argmax", (4, 7, 3), dim=0)
    case("argmax", Input(values=[1.0, 3.0, 3.0, 2.0]), dim=0, title="of equals")
    case("argmax", Input(values=[1.0, math.nan, 3.0, math.nan]), dim=0, title="with NaN")
    for value in (0.0, 0.1, 0.5, 0.995, 1.0):
        case("quantile", (3, 37), value=value)
    case("quantile", Input(values=[1.0, math.nan, 3.0]), value=0.5)
    case("cumsum", (101,))
    case("cumprod", Input(values=[1 - i / 5000 for i in range(1, 301)]))
    for shape, dim in [((3, 7), -1), ((2, 5, 3), 1), ((2, 5, 3), 0), ((3, 77), -1), ((2, 300), -1), ((4, 1), -1)]:
        case("softmax", shape, dim=[dim])
    case("softmax", Input(values=[100.0, -INFINITY, 99.0, -200.0, -INFINITY, 0.0]), dim=[0])
    case("softmax", Input(values=[-INFINITY] * 3), dim=[0])
    case("softmax", Input(values=[1.0, math.nan, 3.0]), dim=[0])
    case("softmax", Input(4, 6, permute=[1, 0]), dim=[-1])


def assembly():
    case("cat", (2, 3), (2, 5), (2, 1), dim=[1])
    case("cat", (2, 3), Input(3, 4, permute=[1, 0]), dim=[0])
    case("cat", (2, 0, 3), (2, 4, 3), dim=[-2])
    case("stack", (2, 3), (2, 3), dim=[0])
    case("stack", (2, 3), Input(3, 2, permute=[1, 0]), (2, 3), dim=[-1])
    case("repeat", (2, 3), times=[2, 1, 3])
    case("repeat", (1, 3, 1), times=[2, 1, 4])
    case("repeat_interleave", (2, 3), dim=[0], times=[3])
    case("repeat_interleave", (2, 3, 2), dim=[-2], times=[2])
    case("flip", (2, 3, 4), dim=[1, 2])
    case("flip", (0, 2), dim=[0])
    for shift in (0, 1, -1, 5, -7):
        case("roll", (2, 3, 4), dim=[1], times=[shift])
    case("index_select", (4, 3), dim=[0], times=[3, 0, 0, 2])
    case("index_select", (2, 4, 3), dim=[2], times=[1, 1, 0])
    for value in (-1.0, 0.0, 1.0):
        case("tril", (2, 4, 5), value=value)
        case("triu", (4, 3), value=value)
    for low, high, count in [(0.0, 1.0, 5), (0.00085**0.5, 0.012**0.5, 100), (0.0, 999.0, 7), (1.0, 0.0, 30), (3.0, 5.0, 1), (0.0, 1.0, 0)]:
        case("linspace", low=low, high=high, count=count)
    for low, high, value in [(0.0, 7.0, 1.0), (2.0, 3.1, 0.25), (5.0, 0.0, -2.0), (3.0, 3.0, 1.0)]:
        case("arange", low=low, high=high, value=value)
    for shape, order in [
        ((3, 5), [1, 0]), ((2, 19, 35), [0, 2, 1]), ((2, 3, 4, 5), [0, 2, 3, 1]), ((2, 3, 4, 5), [3, 1, 2, 0]),
        ((2, 17, 3, 8), [0, 2, 1, 3]), ((2, 1, 4, 1), [3, 2, 1, 0]), ((2, 3, 2, 3, 2), [4, 2, 0, 3, 1]),
    ]:
        case("contiguous", Input(*shape, permute=order))
    case("contiguous", Input(6, 7, narrow=[1, 2, 5], permute=[1, 0]))
    case("contiguous", Input(3, 1, 4, expand=[2, 3, 5, 4]))
    case("contiguous", Input(5, 6, flip=[1], permute=[1, 0]))


def products():
    for a, b in [
        ((3, 5), (5, 4)), ((1, 1), (1, 1)), ((5,), (5,)), ((3, 5), (5,)), ((5,), (5, 4)), ((2, 3, 5), (5,)), ((5,), (2, 5, 4)),
        ((2, 3, 5), (5, 4)), ((2, 3, 5), (2, 5, 4)), ((1, 3, 5), (6, 5, 2)), ((2, 1, 3, 5), (4, 5, 2)), ((3, 0), (0, 2)),
        ((0, 3), (3, 2)), ((2, 3, 1), (2, 1, 4)), ((7, 33), (33, 17)), ((40, 70), (70, 50)),
        (Input(5, 3, permute=[1, 0]), (5, 4)), ((3, 5), Input(4, 5, permute=[1, 0])),
        (Input(2, 4, 3, 5, permute=[0, 2, 1, 3]), Input(2, 6, 3, 5, permute=[0, 2, 3, 1])),
        (Input(3, 8, narrow=[1, 2, 7]), (5, 4)), (Input(3, 1, expand=[3, 5]), (5, 2)), ((2, 5), Input(5, 4, flip=[0])),
        (Input(3, 4, 5, permute=[1, 2, 0]), (3, 2)), ((1, 5), Input(1, 5, permute=[1, 0])), (Input(5, 1, permute=[1, 0]), (5, 1)),
    ]:
        case("matmul", a, b)
    for x, weight, bias in [
        ((3, 5), (4, 5), True), ((3, 5), (4, 5), False), ((2, 3, 5), (1, 5), True), ((5,), (4, 5), True), ((1, 67), (9, 67), True),
        ((2, 64), (5, 64), True), ((3, 100), (7, 100), False), ((4, 131), (3, 131), True), ((5, 131), (3, 131), True),
        ((0, 5), (4, 5), True), ((40, 24), (33, 24), True), (Input(2, 5, 3, permute=[0, 2, 1]), (4, 5), True),
        ((3, 5), Input(5, 4, permute=[1, 0]), True), ((2, 70), Input(70, 4, permute=[1, 0]), True),
    ]:
        case("linear", x, weight, *([((weight if isinstance(weight, tuple) else (weight.shape[1],))[0],)] if bias else []))


def attentions():
    heads = lambda b, l, h, d: Input(b, l, h, d, permute=[0, 2, 1, 3])
    case("attention", (1, 1, 3, 4), (1, 1, 5, 4), (1, 1, 5, 4))
    case("attention", (2, 3, 7, 5), (2, 3, 7, 5), (2, 3, 7, 6), title="other value size")
    case("attention", heads(2, 9, 3, 8), heads(2, 11, 3, 8), heads(2, 11, 3, 8), title="of split heads")
    case("attention", heads(2, 9, 1, 8), heads(2, 77, 1, 8), heads(2, 77, 1, 8), title="one head")
    case("attention", (1, 2, 1, 1), (1, 2, 1, 1), (1, 2, 1, 1), title="of single elements")
    case("attention", (1, 2, 4, 3), (1, 2, 6, 3), (1, 2, 6, 3), scale=0.3)
    case("attention", (1, 2, 300, 4), (1, 2, 530, 4), (1, 2, 530, 4), title="of several blocks")
    for queries, keys in [(5, 5), (3, 6), (6, 3), (270, 270)]:
        case("attention", (1, 2, queries, 3), (1, 2, keys, 3), (1, 2, keys, 3), is_causal=True, title=f"causal {queries} {keys}")
    for mask in [(2, 2, 4, 6), (2, 1, 4, 6), (1, 2, 1, 6), (2, 1, 1, 6), (4, 6), (1, 1, 4, 1)]:
        case("attention", (2, 2, 4, 3), (2, 2, 6, 3), (2, 2, 6, 3), mask, title=f"mask {mask}")
    hidden = Input(1, 1, 3, 4, values=[0, -INFINITY, 0, -INFINITY] + [-INFINITY] * 4 + [-INFINITY] * 3 + [2.5])
    case("attention", (2, 2, 3, 5), (2, 2, 4, 5), (2, 2, 4, 5), hidden, title="fully masked row")
    lowest = Input(1, 1, 2, 4, values=[-3.4028234663852886e38] * 4 + [0, 0, -10000, -10000])
    case("attention", (1, 2, 2, 5), (1, 2, 4, 5), (1, 2, 4, 5), lowest, title="lowest finite mask")
    late = Input(1, 1, 1, 530, values=[-INFINITY] * 400 + [0.0] * 130)
    case("attention", (1, 1, 5, 4), (1, 1, 530, 4), (1, 1, 530, 4), late, title="first block masked")
    case("attention", Input(1, 1, 2, 2, values=[90.0, -90, 60, 80]), Input(1, 1, 3, 2, values=[9.0, -9, 1, 1, -7, 5]),
         (1, 1, 3, 2), title="of extreme scores")


def norms():
    for shape, groups in [((2, 4, 3, 5), 2), ((1, 6, 7), 3), ((2, 4), 2), ((3, 5, 4, 4), 5), ((2, 6, 5, 7), 1), ((1, 8, 37, 3), 4)]:
        channels = shape[1]
        case("group_norm", shape, (channels,), (channels,), groups=groups, eps=1e-5)
        case("group_norm", shape, (channels,), (channels,), groups=groups, eps=1e-6, silu=True)
    case("group_norm", (2, 4, 3, 5), groups=2, eps=1e-5)
    case("group_norm", (0, 4, 3, 5), groups=2, eps=1e-5)
    case("group_norm", Input(2, 3, 5, 4, permute=[0, 3, 1, 2]), (4,), (4,), groups=2, eps=1e-5, title="channels last")
    case("group_norm", Input(1, 2, 3, 4, values=[1000 + i * 0.01 for i in range(24)]), groups=1, eps=1e-5, title="of large values")
    for shape, count in [((3, 5), 1), ((2, 3, 37), 1), ((2, 3, 4), 2), ((4, 1), 1), ((1, 530), 1)]:
        case("layer_norm", shape, shape[-count:], shape[-count:], count=count, eps=1e-5)
        case("layer_norm", shape, shape[-count:], count=count, eps=1e-6)
        case("layer_norm", shape, count=count, eps=1e-12)
    case("layer_norm", Input(5, 3, permute=[1, 0]), (5,), (5,), count=1, eps=1e-5)
    for shape in [(3, 5), (2, 3, 64), (0, 4), (1, 530)]:
        case("rms_norm", shape, (shape[-1],), eps=1e-6)
        case("rms_norm", shape, eps=1e-5)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for part in (elementwise, unary, reductions, assembly, products, attentions, norms):
        part()
    replaced = json.dumps(CASES).replace("-Infinity", '"-inf"')
    (folder / "cases.json").write_text("[\n" + ",\n".join(json.dumps(row) for row in json.loads(replaced)) + "\n]\n")
    save_file(TENSORS, folder / "tensors.safetensors")
