"""What tiny U-Nets, ControlNets, transformers and autoencoders of diffusers compute, in ideal arithmetic, with the noise of float32. Usage: models.py OUTPUT_FOLDER

Weights and inputs are made by a recipe (model_rows/recipe.py) and stored nowhere; a row's JSON lists the names and shapes of its weights.
"""

import sys

# The file random.py next to this one must not hide the standard library's module.
sys.path.append(sys.path.pop(0))

import json
import os
import pickle
import subprocess
import tempfile
from pathlib import Path

import numpy

OLD_NAMES = {".to_q.": ".query.", ".to_k.": ".key.", ".to_v.": ".value.", ".to_out.0.": ".proj_attn."}
RUNS = [("ideal", "default", False)] + [("float32", level, onednn) for level in ("default", "avx2", "avx512") for onednn in (True, False)]


def tensors(row):
    from model_rows.recipe import numbers

    return {name: numbers(row["name"], name, shape, 1) for name, shape in row["inputs"].items()}


def load(model, row):
    """Gives the model its weights; returns their names (as a checkpoint would have them), shapes, exponents and offsets."""
    import torch
    from model_rows.recipe import weight

    listed, state = [], {}
    for name, parameter in model.state_dict().items():
        stored = name
        if row.get("old_attention_names") and "attentions" in name:
            for new, old in OLD_NAMES.items():
                stored = stored.replace(new, old)
        shape = list(parameter.shape)
        values, exponent, offset = weight(row["name"], stored, shape)
        for part, power in row.get("scale", {}).items():
            if part in name:
                values, exponent = values * numpy.float32(2.0**power), exponent + power
        listed.append([stored, shape, exponent, offset])
        state[name] = torch.from_numpy(values).to(parameter.dtype)
    model.load_state_dict(state)
    return listed


def run_unet(row):
    import torch
    from diffusers import UNet2DConditionModel

    model = UNet2DConditionModel(**row["config"]).eval()
    weights = load(model, row)
    inputs = {name: torch.from_numpy(array).to(torch.float32) for name, array in tensors(row).items()}
    added = {key: inputs.pop(key) for key in ("text_embeds",) if key in inputs}
    if "time_ids" in row:
        added["time_ids"] = torch.tensor(row["time_ids"])
    down = [inputs.pop(f"down.{index}") for index in range(8) if f"down.{index}" in inputs]
    if down:
        inputs |= dict(down_block_additional_residuals=tuple(down), mid_block_additional_residual=inputs.pop("mid"))
    for name, (shape, zeros) in row.get("masks", {}).items():
        inputs[name] = torch.ones(shape)
        inputs[name].view(-1)[zeros] = 0
    if "labels" in row:
        inputs["class_labels"] = torch.tensor(row["labels"])
    if "freeu" in row:
        model.enable_freeu(**row["freeu"])
    timestep = torch.tensor(row["timestep"]) if isinstance(row["timestep"], (int, list)) else torch.tensor(row["timestep"], dtype=torch.float32)
    with torch.no_grad():
        return weights, {"sample": model(timestep=timestep, added_cond_kwargs=added, **inputs).sample}


def run_vae(row):
    import torch
    from diffusers import AutoencoderKL
    from model_rows.recipe import numbers

    model = AutoencoderKL(**row["config"]).eval()
    weights = load(model, row)
    if row.get("tiling"):
        model.enable_tiling()
    if row.get("slicing"):
        model.enable_slicing()
    inputs = {name: torch.from_numpy(array).to(torch.float32) for name, array in tensors(row).items()}
    with torch.no_grad():
        posterior = model.encode(inputs["picture"]).latent_dist
        noise = torch.from_numpy(numbers(row["name"], "noise", posterior.mean.shape, 1)).to(torch.float32)
        return weights, {
            "moments": posterior.parameters, "logvar": posterior.logvar,
            "latents": posterior.mean + posterior.std * noise, "decoded": model.decode(inputs["latents"]).sample,
        }


def run_autoencoder(row):
    from model_rows import autoencoder

    return autoencoder.run(row, load, torch_tensors(row))


def run_flux(row):
    from model_rows import flux

    return flux.run(row, load, torch_tensors(row))


def run_controlnet_union(row):
    from model_rows import controlnet_union

    return controlnet_union.run(row, load, torch_tensors(row))


def run_stable_diffusion_3(row):
    from model_rows import stable_diffusion_3

    return stable_diffusion_3.run(row, load, torch_tensors(row))


def torch_tensors(row):
    import torch

    return {name: torch.from_numpy(array).to(torch.float32) for name, array in tensors(row).items()}


RUNNERS = {
    "unet": run_unet, "vae": run_vae, "tiny": run_autoencoder, "asymmetric": run_autoencoder,
    "flux": run_flux, "flux-controlnet": run_flux, "chroma": run_flux, "controlnet-union": run_controlnet_union,
    "sd3": run_stable_diffusion_3, "sd3-controlnet": run_stable_diffusion_3,
}


def rows():
    from model_rows import autoencoder, controlnet_union, flux, stable_diffusion_3, unet

    return unet.ROWS + autoencoder.ROWS + flux.ROWS + controlnet_union.ROWS + stable_diffusion_3.ROWS


def run(arithmetic, onednn, path):
    if arithmetic == "ideal":
        sys.path.append(str(Path(__file__).parent.parent))
        from oracle.arithmetic import rebind

        rebind()
    import torch

    torch.backends.mkldnn.set_flags(onednn == "True")
    results = {}
    for row in rows():
        weights, outputs = RUNNERS[row["kind"]](row)
        results[row["name"], row["kind"]] = weights, {name: value.numpy() for name, value in outputs.items()}
    Path(path).write_bytes(pickle.dumps(results))


def main(folder):
    from safetensors.numpy import save_file

    with tempfile.TemporaryDirectory() as scratch:
        results = []
        for arithmetic, capability, onednn in RUNS:
            path = str(Path(scratch) / "run.pickle")
            environment = dict(os.environ, ATEN_CPU_CAPABILITY=capability, OMP_NUM_THREADS="1")
            subprocess.run([sys.executable, __file__, "--run", arithmetic, str(onednn), path], env=environment, check=True)
            results.append(pickle.loads(Path(path).read_bytes()))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ideal, *narrow = results
    for kind in RUNNERS:
        lines, stored = [], {}
        for row in (row for row in rows() if row["kind"] == kind):
            weights, outputs = ideal[row["name"], kind]
            noise = {}
            for name, value in outputs.items():
                assert value.dtype == numpy.float64 and numpy.isfinite(value).all()
                stored[f"{row['name']}.{name}"] = numpy.ascontiguousarray(value)
                noise[name] = max(float(numpy.abs(other[row["name"], kind][1][name] - value).max()) for other in narrow)
                print(f"{row['name']:28} {name:8} std {value.std():8.3f} max {numpy.abs(value).max():8.3f} noise {noise[name]:.1e}")
            lines.append(json.dumps(dict(row, noise=noise, weights=weights), separators=(",", ":")))
        (folder / f"{kind}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
        save_file(stored, folder / f"{kind}.safetensors")
        (folder / f"{kind}.safetensors").chmod(0o644)


if __name__ == "__main__":
    if sys.argv[1] == "--run":
        run(*sys.argv[2:])
    else:
        main(sys.argv[1])
