"""What torch.nn.functional computes for convolution, pooling, padding and resampling.

Usage: convolution.py OUTPUT_FOLDER

`cases.json` lists the calls; `tensors.safetensors` holds for each its float32 inputs (`NAME.input`, `.weight`, `.bias`)
and results in both precisions (`NAME.float64`, and `NAME.float32` if it is not the same). The input of case `nearest` is 0, 1, 2, …
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_num_threads(1)
CASES, TENSORS = [], {}
GENERATOR = torch.Generator()


def random(name, shape):
    """Values of about unit size, of a seed that depends on the name only."""
    GENERATOR.manual_seed(sum((index + 1) * byte for index, byte in enumerate(name.encode())))
    return torch.randn(shape, generator=GENERATOR)


def add(name, operation, function, inputs, **arguments):
    for key, tensor in inputs.items():
        TENSORS[f"{name}.{key}"] = tensor.contiguous().clone()
    float32 = function(*inputs.values())
    float64 = function(*(tensor.double() for tensor in inputs.values()))
    exact = torch.equal(float32.double(), float64)
    TENSORS[f"{name}.float64"] = (float64.float() if exact else float64).contiguous()
    if not exact:
        TENSORS[f"{name}.float32"] = float32.contiguous()
    CASES.append({"name": name, "operation": operation, **arguments})


def convolution(name, operation, shape, weight, bias=True, **arguments):
    outputs = weight[1] * arguments.get("groups", 1) if operation == "conv_transpose2d" else weight[0]
    fan = weight[0] if operation == "conv_transpose2d" else torch.Size(weight[1:]).numel()
    inputs = {"input": random(f"{name}.x", shape), "weight": random(f"{name}.w", weight) / fan**0.5}
    if bias:
        inputs["bias"] = random(f"{name}.b", (outputs,))
    add(name, operation, lambda *tensors: getattr(F, operation)(*tensors, **arguments), inputs, **arguments)


def convolutions():
    two = lambda name, *shapes, **arguments: convolution("conv2d " + name, "conv2d", *shapes, **arguments)
    two("3x3", (2, 3, 5, 7), (4, 3, 3, 3), padding=[1, 1])
    two("3x3 without padding or bias", (1, 5, 6, 9), (3, 5, 3, 3), bias=False)
    two("1x1", (2, 6, 5, 3), (7, 6, 1, 1))
    two("1x1 stride 2", (1, 6, 5, 7), (4, 6, 1, 1), stride=[2, 2])
    two("1x1 padding", (1, 3, 4, 5), (2, 3, 1, 1), padding=[1, 2])
    two("stride 2", (1, 4, 9, 12), (6, 4, 3, 3), stride=[2, 2], padding=[1, 1])
    two("stride 2x3 even", (2, 3, 8, 10), (5, 3, 3, 3), stride=[2, 3], padding=[0, 1])
    two("kernel 4x2", (1, 3, 8, 6), (2, 3, 4, 2), padding=[2, 0])
    two("kernel larger than the input", (1, 2, 3, 2), (3, 2, 5, 5), padding=[2, 2])
    two("kernel as large as the input", (2, 3, 4, 6), (5, 3, 4, 6))
    two("patches of 14", (1, 3, 28, 28), (8, 3, 14, 14), stride=[14, 14], bias=False)
    two("dilation", (1, 3, 9, 8), (2, 3, 3, 3), dilation=[2, 3], padding=[2, 3])
    two("dilation and stride", (1, 2, 11, 13), (3, 2, 3, 2), dilation=[3, 2], stride=[2, 3], padding=[1, 4])
    two("padding beyond the kernel", (1, 2, 4, 5), (2, 2, 3, 3), padding=[4, 5])
    two("groups", (2, 6, 5, 6), (9, 2, 3, 3), groups=3, padding=[1, 1])
    two("depthwise", (1, 8, 6, 7), (8, 1, 3, 3), groups=8, padding=[1, 1])
    two("depthwise twice stride 2", (1, 4, 9, 7), (8, 1, 5, 5), groups=4, padding=[2, 2], stride=[2, 2])
    two("one row of 2050", (1, 1, 1, 2050), (1, 1, 1, 3), padding=[0, 1])
    two("one output element", (1, 3, 1, 1), (2, 3, 3, 3), padding=[1, 1])
    two("many outputs of few elements", (1, 9, 4, 4), (70, 9, 3, 3), padding=[1, 1], bias=False)
    two("few outputs", (2, 9, 7, 37), (3, 9, 3, 3), padding=[1, 1])
    two("few outputs 5x4", (1, 10, 9, 20), (4, 10, 5, 4), padding=[2, 2])
    two("large enough for filtering", (2, 64, 5, 8), (32, 64, 3, 3), padding=[1, 1])
    two("filtering of an odd width", (1, 64, 5, 13), (32, 64, 3, 3), padding=[0, 2], bias=False)
    one = lambda name, *shapes, **arguments: convolution("conv1d " + name, "conv1d", *shapes, **arguments)
    one("3", (2, 4, 9), (5, 4, 3), padding=[1])
    one("stride and dilation", (1, 4, 20), (6, 2, 3), padding=[2], stride=[2], dilation=[3], groups=2)
    back = lambda name, *shapes, **arguments: convolution(
        "conv_transpose2d " + name, "conv_transpose2d", *shapes, **arguments)
    back("2x2 stride 2", (2, 4, 5, 3), (4, 3, 2, 2), stride=[2, 2])
    back("4x4 stride 2", (1, 3, 4, 6), (3, 5, 4, 4), stride=[2, 2], padding=[1, 1], bias=False)
    back("output padding", (1, 3, 4, 5), (3, 2, 3, 3), stride=[2, 3], padding=[1, 0], output_padding=[1, 2])
    back("dilation", (1, 2, 4, 5), (2, 3, 3, 2), stride=[1, 2], dilation=[2, 3], padding=[2, 1])
    back("groups", (2, 6, 3, 4), (6, 2, 3, 3), stride=[2, 2], groups=3, output_padding=[1, 1])
    back("1x1", (1, 5, 3, 4), (5, 4, 1, 1))


def pooling():
    for name, shape, arguments in [
        ("2x2", (2, 3, 6, 8), {"kernel_size": [2, 2]}),
        ("3x2 stride padding", (1, 2, 9, 7), {"kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 1]}),
        ("ceil", (1, 2, 8, 7), {"kernel_size": [3, 3], "stride": [2, 2], "ceil_mode": True}),
        ("ceil padding", (1, 2, 7, 10), {"kernel_size": [2, 3], "stride": [3, 4], "padding": [1, 1], "ceil_mode": True}),
    ]:
        x = random(f"pool.{name}", shape)
        for operation in ("avg_pool2d", "max_pool2d"):
            add(f"{operation} {name}", operation, lambda x: getattr(F, operation)(x, **arguments), {"input": x}, **arguments)
        if "padding" in arguments:
            more = {**arguments, "count_include_pad": False}
            add(f"avg_pool2d {name} uncounted", "avg_pool2d", lambda x: F.avg_pool2d(x, **more), {"input": x}, **more)
    for size in ([1, 1], [3, 2], [5, 7], [11, 13]):
        x = random(f"adaptive.{size}", (2, 2, 8, 9))
        add(f"adaptive_avg_pool2d {size}", "adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, size), {"input": x}, size=size)


def padding():
    for mode in ("constant", "reflect", "replicate", "circular"):
        for amounts in ([1, 1, 1, 1], [0, 1, 0, 1], [2, 0, 3, 1], [3, 3, 0, 0]):
            x = random(f"pad.{mode}.{amounts}", (2, 3, 5, 4))
            add(f"pad {mode} {amounts}", "pad", lambda x: F.pad(x, amounts, mode=mode), {"input": x}, pad=amounts, mode=mode)
    for amounts in ([1, 2, 3, 4], [-1, 2, 0, -2], [-1, -1, -1, -1]):
        x = random(f"pad.value.{amounts}", (1, 2, 4, 5))
        add(f"pad value {amounts}", "pad", lambda x: F.pad(x, amounts, value=-1.5), {"input": x}, pad=amounts, mode="constant", value=-1.5)


def resize(name, x, **arguments):
    add(f"interpolate {name}", "interpolate", lambda x: F.interpolate(x, **arguments), {"input": x}, **arguments)


def interpolation():
    targets = [{"size": [5, 9]}, {"size": [16, 13]}, {"size": [8, 6]}, {"size": [1, 1]}, {"size": [3, 12]},
               {"scale_factor": [2.0, 2.0]}, {"scale_factor": [1.7, 0.6]}, {"scale_factor": [0.45, 2.3]},
               {"scale_factor": [1.35, 1.35], "recompute_scale_factor": True}]
    for mode in ("nearest", "nearest-exact", "bilinear", "bicubic", "area"):
        variants = [{}]
        if mode.startswith("bi"):
            variants = [{}, {"align_corners": True}, {"antialias": True}, {"antialias": True, "align_corners": True}]
        for variant in variants:
            for target in targets:
                label = " ".join([mode, *variant, *(f"{key} {value}" for key, value in target.items())])
                resize(label, random(f"interpolate.{label}", (1, 2, 8, 6)), mode=mode, **variant, **target)
    for mode in ("nearest", "nearest-exact", "linear", "area"):
        for target in ({"size": [11]}, {"size": [4]}, {"scale_factor": [1.6]}):
            resize(f"1d {mode} {target}", random(f"interpolate.{mode}.{target}", (2, 2, 7)), mode=mode, **target)
    # Which element is nearest, where rounding decides.
    for mode in ("nearest", "nearest-exact"):
        for extent in (3, 7, 10, 49, 64):
            targets = [{"size": size} for size in (1, 6, 9, 21, 30, 49, 98)]
            targets += [{"scale_factor": factor} for factor in (0.1, 0.3, 0.7, 1.1, 1.3, 1.9, 2.0, 2.7, 3.3) if extent * factor >= 1]
            CASES.append({"name": f"{mode} {extent}", "operation": "nearest", "mode": mode, "extent": extent, "targets": targets})
            for precision in (torch.float32, torch.float64):
                x = torch.arange(extent, dtype=precision).reshape(1, 1, extent)
                results = [F.interpolate(x, mode=mode, **target).flatten().to(torch.uint8) for target in targets]
                TENSORS[f"{mode} {extent}.{str(precision)[6:]}"] = torch.cat(results)


def shuffling():
    x = random("shuffle", (2, 12, 3, 4))
    add("pixel_shuffle", "pixel_shuffle", lambda x: F.pixel_shuffle(x, 2), {"input": x}, factor=2)
    x = random("unshuffle", (2, 3, 6, 9))
    add("pixel_unshuffle", "pixel_unshuffle", lambda x: F.pixel_unshuffle(x, 3), {"input": x}, factor=3)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for part in (convolutions, pooling, padding, interpolation, shuffling):
        part()
    save_file(TENSORS, folder / "tensors.safetensors")
    lines = ",\n".join(json.dumps(case) for case in CASES)
    (folder / "cases.json").write_text(f"[\n{lines}\n]\n")
