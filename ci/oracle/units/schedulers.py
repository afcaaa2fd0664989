"""Schedules and steps of diffusers' schedulers, row by row, in ideal arithmetic. Usage: schedulers.py OUTPUT_FOLDER

Every row is run in ideal arithmetic and in float32 with two code paths of ATen; what float32 is off by at most is the row's noise.
"""

import sys

# The file random.py next to this one must not hide the standard library's module.
sys.path.append(sys.path.pop(0))

import json
import pickle
from pathlib import Path

import numpy as np

from runs import run_all

RUNS = [("ideal", "default"), ("float32", "default"), ("float32", "avx2")]
SHAPE = (2, 3, 2, 1)
POOL = 40


def inputs():
    """What every row starts from: a sample, noise, and pools of model outputs and of random draws."""
    random = np.random.RandomState(20)
    size = 2 * int(np.prod(SHAPE))
    return {
        "sample": random.standard_normal(SHAPE).astype("<f4"),
        "noise": random.standard_normal(SHAPE).astype("<f4"),
        "outputs": random.standard_normal((POOL, size)).astype("<f4"),
        "draws": random.standard_normal((POOL, size)).astype("<f4"),
    }


def main(folder):
    from safetensors.numpy import save_file

    from scheduler_rows import ROWS
    from scheduler_rows.configurations import configurations

    ideal, *narrow = run_all(__file__, RUNS)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(inputs(), folder / "inputs.safetensors")
    (folder / "inputs.safetensors").chmod(0o644)
    for name in sorted({row["class"] for row in ROWS}):
        rows, tensors = [], {}
        for row in (row for row in ROWS if row["class"] == name):
            key = (name, row["name"])
            rows.append(dict(row, **describe(ideal[key], [run[key] for run in narrow], row["name"], tensors)))
        write_rows(folder / f"{name}.json", rows)
        save_file(tensors, folder / f"{name}.safetensors")
        (folder / f"{name}.safetensors").chmod(0o644)
        print(name, len(rows))
    write_rows(folder / "configurations.json", configurations({row["class"] for row in ROWS}))


def write_rows(path, rows):
    path.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


def describe(ideal, narrow, prefix, tensors):
    """The golden of one row for the JSON file; its tensors go to `tensors`."""
    result = {key: ideal[key] for key in ("error", "draws", "seeds") if key in ideal}
    if "error" in ideal:
        assert all(run["error"] == ideal["error"] for run in narrow), ideal["error"]
    noise = {}
    for entry, value in ideal.get("tensors", {}).items():
        tensors[f"{prefix}.{entry}"] = np.ascontiguousarray(value)
        others = [run["tensors"][entry] for run in narrow]
        if value.dtype == np.int64:
            assert all(np.array_equal(others[0], other) for other in others)
            if not np.array_equal(value, others[0]):
                tensors[f"{prefix}.{entry}.float32"] = others[0]
        elif value.size:
            with np.errstate(invalid="ignore"):
                errors = [np.where((other == value) | (np.isnan(other) & np.isnan(value)), 0, np.abs(other - value)) for other in others]
            worst = float(np.max(errors))
            # None: float32 breaks down here.
            noise[entry] = worst if np.isfinite(worst) else None
    return dict(result, noise=noise) if noise else result


def run(arithmetic, path):
    sys.path.append(str(Path(__file__).parent.parent))
    from oracle.arithmetic import rebind

    if arithmetic == "ideal":
        rebind()
    from scheduler_rows import ROWS
    from scheduler_rows.runner import run_row

    results = {(row["class"], row["name"]): run_row(row, inputs(), arithmetic == "ideal") for row in ROWS}
    surprises = [
        f"{key} {results[key].get('error', 'no error')}"
        for key, row in zip(results, ROWS) if ("error" in row.get("expect", [])) != ("error" in results[key])
    ]
    assert not surprises, "\n".join(surprises)
    Path(path).write_bytes(pickle.dumps(results))


if __name__ == "__main__":
    if sys.argv[1] == "--run":
        run(*sys.argv[2:])
    else:
        main(sys.argv[1])
