"""What tiny U-Nets, ControlNets, transformers and autoencoders of diffusers compute, in ideal arithmetic, with the noise of float32. Usage: models.py OUTPUT_FOLDER

Weights and inputs are made by a recipe (model_rows/recipe.py) and stored nowhere; a row's JSON lists the names and shapes of its weights.
"""

import sys

# The file random.py next to this one must not hide the standard library's module.
sys.path.append(sys.path.pop(0))

import json
import pickle
from pathlib import Path

import numpy

from model_rows import autoencoder, controlnet_union, flux, stable_diffusion_3, unet
from model_rows.recipe import numbers, taken, weight
from runs import FLOAT32, run_all

OLD_NAMES = {".to_q.": ".query.", ".to_k.": ".key.", ".to_v.": ".value.", ".to_out.0.": ".proj_attn."}


def tensors(row):
    import torch

    return {name: torch.from_numpy(numbers(row["name"], name, shape, 1)).to(torch.float32) for name, shape in row["inputs"].items()}


def load(model, row):
    """Gives the model its weights; returns their names (as a checkpoint would have them), shapes, exponents and offsets."""
    import torch

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


def run_unet(row, load, inputs):
    import torch
    from diffusers import UNet2DConditionModel

    model = UNet2DConditionModel(**row["config"]).eval()
    weights = load(model, row)
    added = {key: inputs.pop(key) for key in ("text_embeds",) if key in inputs}
    if "time_ids" in row:
        added["time_ids"] = torch.tensor(row["time_ids"])
    down = taken(inputs, "down")
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


def run_vae(row, load, inputs):
    import torch
    from diffusers import AutoencoderKL

    model = AutoencoderKL(**row["config"]).eval()
    weights = load(model, row)
    if row.get("tiling"):
        model.enable_tiling()
    if row.get("slicing"):
        model.enable_slicing()
    with torch.no_grad():
        posterior = model.encode(inputs["picture"]).latent_dist
        noise = torch.from_numpy(numbers(row["name"], "noise", posterior.mean.shape, 1)).to(torch.float32)
        return weights, {
            "moments": posterior.parameters, "logvar": posterior.logvar,
            "latents": posterior.mean + posterior.std * noise, "decoded": model.decode(inputs["latents"]).sample,
        }


# Kind → what gives a row's weights and outputs, from how a model is loaded and the row's inputs.
RUNNERS = {
    "unet": run_unet, "vae": run_vae, "tiny": autoencoder.run_tiny, "asymmetric": autoencoder.run_asymmetric,
    "flux": flux.run, "flux-controlnet": flux.run, "chroma": flux.run, "controlnet-union": controlnet_union.run,
    "sd3": stable_diffusion_3.run, "sd3-controlnet": stable_diffusion_3.run,
}
ROWS = unet.ROWS + autoencoder.ROWS + flux.ROWS + controlnet_union.ROWS + stable_diffusion_3.ROWS


def run(arithmetic, onednn, path):
    if arithmetic == "ideal":
        sys.path.append(str(Path(__file__).parent.parent))
        from oracle.arithmetic import rebind

        rebind()
    import torch

    torch.backends.mkldnn.set_flags(onednn == "True")
    results = {}
    for row in ROWS:
        weights, outputs = RUNNERS[row["kind"]](row, load, tensors(row))
        results[row["name"], row["kind"]] = weights, {name: value.numpy() for name, value in outputs.items()}
    Path(path).write_bytes(pickle.dumps(results))


def main(folder):
    from safetensors.numpy import save_file

    ideal, *narrow = run_all(__file__, [("ideal", "default", False), *FLOAT32])
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in RUNNERS:
        lines, stored = [], {}
        for row in (row for row in ROWS if row["kind"] == kind):
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
