"""Draws of torch's CPU generator, bit for bit. Usage: torch_random.py OUTPUT_FOLDER"""

import os
import subprocess
import sys

if __name__ == "__main__" and os.environ.get("ATEN_CPU_CAPABILITY") is None:
    # The code path is chosen when torch is loaded: one process for each.
    for capability in ("default", "avx2"):
        environment = dict(os.environ, ATEN_CPU_CAPABILITY=capability, OMP_NUM_THREADS="1")
        subprocess.run([sys.executable, *sys.argv], env=environment, check=True)
    sys.exit()

import json

import torch

SEEDS = [0, 1, 37, 1234, 2**31 - 1, 2**32 - 1, 2**32, 2**32 + 37, 67280421310721, 2**63 - 1, -1, -(2**63)]
COUNTS = [1, 2, 3, 7, 15, 16, 17, 23, 31, 32, 33, 48, 63, 100, 257, 1000, 4099]
FLOATS = {"float32": torch.float32, "float64": torch.float64}
RANGES = [
    (0, 1), (0, 2), (0, 1000), (-5, 5), (0, 2**28 - 1), (0, 2**28), (0, 2**28 + 1), (-(2**30), 2**31),
    (0, 2**32), (0, 2**40), (-(2**62), 2**62), (-(2**63), 2**63 - 1),
]


def digest(data: bytes) -> str:
    """FNV-1a with 64 bits."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def draw(generator, kind, dtype, count, bounds=None):
    if kind == "normal":
        return torch.randn(count, generator=generator, dtype=FLOATS[dtype])
    if kind == "uniform":
        return torch.rand(count, generator=generator, dtype=FLOATS[dtype])
    if kind == "uniform_between":
        return torch.empty(count).uniform_(-2.5, 7.25, generator=generator)
    if kind == "randint":
        return torch.randint(*bounds, (count,), generator=generator)
    return torch.randperm(count, generator=generator)


def record(generator, kind, dtype, count, bounds=None):
    values = draw(generator, kind, dtype, count, bounds)
    entry = {"kind": kind, "count": count, "digest": digest(values.numpy().tobytes())}
    if dtype:
        entry["dtype"] = dtype
    if bounds:
        entry["bounds"] = list(bounds)
    integers = {4: torch.int32, 8: torch.int64}[values.element_size()]
    entry["first"] = values[:2].view(integers).tolist()
    return entry


def sequence(name, seed, plan):
    generator = torch.Generator()
    if seed is not None:
        generator.manual_seed(seed)
    draws = [record(generator, *step) for step in plan]
    return {
        "name": name, "seed": seed, "initial_seed": str(generator.initial_seed()), "draws": draws,
        "state": digest(generator.get_state().numpy().tobytes()),
    }


def sequences():
    everything = [
        ("normal", "float32", 5), ("uniform", "float32", 3), ("normal", "float32", 4), ("normal", "float64", 1),
        ("normal", "float32", 40), ("randint", "int64", 7, (0, 1000)), ("normal", "float64", 21), ("randperm", "int64", 9),
        ("normal", "float32", 3), ("uniform", "float64", 4), ("randint", "int64", 3, (0, 2**40)), ("normal", "float32", 1),
    ]
    rows = [sequence("unseeded", None, everything)]
    rows += [sequence(f"mixed draws, seed {seed}", seed, everything) for seed in SEEDS]
    for dtype in FLOATS:
        for kind in ("normal", "uniform"):
            plan = [(kind, dtype, count) for count in COUNTS]
            rows.append(sequence(f"{kind} {dtype}, all counts after each other", 5, plan))
            rows += [sequence(f"{kind} {dtype} {count}", 1000 + count, [(kind, dtype, count)]) for count in COUNTS]
        rows.append(sequence(f"normal {dtype} 20000", 99, [("normal", dtype, 20000)]))
    rows.append(sequence("uniform between bounds", 11, [("uniform_between", "float32", count) for count in (3, 16, 200)]))
    for bounds in RANGES:
        rows.append(sequence(f"randint {bounds}", 21, [("randint", "int64", 33, bounds), ("normal", "float32", 16)]))
    rows.append(sequence("randperm", 8, [("randperm", "int64", n) for n in (0, 1, 2, 3, 10, 100, 2000)]))
    return rows


def states():
    """Whole states as bytes in hex, one with a kept normal value."""
    generator = torch.Generator().manual_seed(2**40 + 3)
    torch.randn(3, generator=generator)
    saved = generator.get_state()
    after = torch.randn(4, generator=generator)
    return {"bytes": bytes(saved.numpy()).hex(), "normal": after.view(torch.int32).tolist()}


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    capability = os.environ["ATEN_CPU_CAPABILITY"]
    assert torch.backends.cpu.get_cpu_capability().lower() == capability
    if capability == "default":
        data = {"torch": torch.__version__.split("+")[0], "sequences": sequences(), "state": states()}
    else:
        plans = [[("normal", "float32", count)] for count in COUNTS + [20000]]
        rows = [sequence(f"normal float32 {plan[0][2]}", 7, plan) for plan in plans]
        data = {"torch": torch.__version__.split("+")[0], "sequences": rows}
    with open(os.path.join(folder, f"{capability}.json"), "w") as file:
        rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in data.pop("sequences"))
        rest = json.dumps(data, separators=(",", ":"))[1:-1]
        file.write(f'{{{rest},"sequences":[\n{rows}\n]}}\n')


if __name__ == "__main__":
    main()
