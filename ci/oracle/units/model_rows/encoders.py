"""Runs of tiny text and image encoders in float64 and in every float32 that torch has, and their goldens.

A table is a module with `CASES` (name → class and configuration), `make(name)`, `inputs(name)` (row → content), `outputs(name, model, content, dtype)` and
`write_models(folder)`.
"""

import json
import pickle
import sys
from pathlib import Path

import numpy as np

from runs import FLOAT32, run_all


def fill(model, seed):
    """Random parameters, none of them 0, that keep states near 1."""
    import torch

    generator = np.random.RandomState(seed)
    for name, value in sorted(model.named_parameters()):
        noise = torch.from_numpy(generator.standard_normal(tuple(value.shape)))
        if "norm" in name or "layrnorm" in name:
            noise = noise * 0.2 + (1.0 if name.endswith("weight") else 0.0)
        elif value.dim() > 1 and "embedding.weight" not in name:
            noise = noise * 1.5 / value[0].numel() ** 0.5
        elif name.endswith("bias"):
            noise = noise * 0.3
        value.data.copy_(noise)


def run(table, dtype, onednn, folder, path):
    """Every output of every case in one arithmetic."""
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(1)
    torch.backends.mkldnn.enabled = onednn == "True"
    dtype = getattr(torch, dtype)
    # transformers makes its masks in the default type, and the safety checker asks for float32.
    torch.set_default_dtype(dtype)
    torch.Tensor.float = lambda tensor: tensor.to(dtype)
    results = {}
    with torch.no_grad():
        for name in table.CASES:
            model = table.make(name)
            model.load_state_dict(load_file(Path(folder, name, "model.safetensors")), strict=False)
            model = model.to(dtype)
            for row, content in table.inputs(name).items():
                for key, value in table.outputs(name, model, content, dtype).items():
                    results[name, row, key] = value.numpy()
    Path(path).write_bytes(pickle.dumps(results))


def write_goldens(table, folder):
    import torch
    from safetensors.numpy import save_file

    table.write_models(folder)
    ideal, *narrow = run_all(table.__file__, [("float64", "default", True), *FLOAT32], folder)
    for name in table.CASES:
        tensors, noise = {}, {}
        rows = {}
        for row, content in table.inputs(name).items():
            rows[row] = {key: value for key, value in content.items() if not torch.is_tensor(value)}
            for key, value in content.items():
                if torch.is_tensor(value):
                    tensors[f"{row}.{key}"] = value.numpy()
        for (case, row, key), value in ideal.items():
            if case != name:
                continue
            tensors[f"{row}.{key}"] = np.ascontiguousarray(value)
            if key == "flags":
                assert all((run[case, row, key] == value).all() for run in narrow), case
            else:
                noise[f"{row}.{key}"] = max(float(np.abs(run[case, row, key] - value).max()) for run in narrow)
        save_file(tensors, Path(folder, name, "golden.safetensors"))
        golden = {"class": table.CASES[name][0], "torch": torch.__version__.split("+")[0], "rows": rows, "noise": noise}
        Path(folder, name, "golden.json").write_text(json.dumps(golden, indent=1) + "\n")
        for file in Path(folder, name).iterdir():
            file.chmod(0o644)


def main(table):
    if sys.argv[1] == "--run":
        run(table, *sys.argv[2:])
    else:
        write_goldens(table, sys.argv[1])
