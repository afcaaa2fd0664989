"""Configurations of Flux's and Chroma's transformers and of Flux's ControlNets. `inputs` are shapes of tensors made by the recipe; `img_ids` and
`txt_ids` are the places of the tokens."""

from .recipe import taken

SMALL = dict(in_channels=8, num_layers=2, num_single_layers=2, attention_head_dim=8, num_attention_heads=3, joint_attention_dim=10,
             axes_dims_rope=[2, 2, 4])
FLUX = SMALL | dict(pooled_projection_dim=6)
CHROMA = SMALL | dict(approximator_num_channels=16, approximator_hidden_dim=20, approximator_layers=2)


def row(kind, name, config, batch=1, text=3, grid=(3, 2), timestep=(0.71875, 0.25), inputs={}, drop=(), **options):
    shapes = {"hidden_states": (batch, grid[0] * grid[1], config["in_channels"]), "encoder_hidden_states": (batch, text, config["joint_attention_dim"])}
    if "pooled_projection_dim" in config:
        shapes["pooled_projections"] = (batch, config["pooled_projection_dim"])
    if kind == "flux-controlnet":
        shapes["controlnet_cond"] = shapes["hidden_states"]
    return dict(
        name=name, kind=kind, config=config, timestep=list(timestep[:batch]), inputs={key: list(shape) for key, shape in (shapes | inputs).items()},
        img_ids=[[0, y, x] for y in range(grid[0]) for x in range(grid[1])], txt_ids=[[0, 0, 0]] * text, **options)


def residuals(blocks, singles, tokens=6, size=24):
    return {f"{kind}.{index}": (1, tokens, size) for kind, count in (("block", blocks), ("single_block", singles)) for index in range(count)}


PLACES = dict(txt_ids=[[0, 1, 2], [3, 0, 1], [1, 7, 0]])

ROWS = [
    row("flux", "schnell", FLUX, batch=2),
    row("flux", "dev", FLUX | dict(guidance_embeds=True), batch=2, guidance=[3.5, 1.75]),
    row("flux", "places", FLUX, grid=(2, 5)) | PLACES,
    row("flux", "out-channels", FLUX | dict(out_channels=5, patch_size=2)),
    row("flux", "control-of-fewer-blocks", FLUX | dict(num_layers=5, num_single_layers=3), inputs=residuals(2, 2)),
    row("flux", "control-in-turn", FLUX | dict(num_layers=5, num_single_layers=3), inputs=residuals(2, 2), controlnet_blocks_repeat=True),
    row("flux", "control-of-blocks", FLUX, inputs=residuals(2, 0)),
    row("flux", "control-of-single-blocks", FLUX, inputs=residuals(0, 1)),
    row("flux-controlnet", "control", FLUX, batch=2, conditioning_scale=0.625),
    row("flux-controlnet", "control-with-guidance", FLUX | dict(num_single_layers=0, guidance_embeds=True), guidance=[3.5]),
    row("flux-controlnet", "control-of-single-stream", FLUX | dict(num_layers=0)) | PLACES,
    row("flux-controlnet", "union", FLUX | dict(num_mode=4), batch=2, mode=[3, 1]) | PLACES,
    row("flux-controlnet", "hint", FLUX | dict(conditioning_embedding_channels=8), inputs={"controlnet_cond": (1, 3, 24, 16)}),
    row("flux-controlnet", "hint-of-patches", FLUX | dict(conditioning_embedding_channels=2, patch_size=2), inputs={"controlnet_cond": (1, 3, 48, 32)}),
    row("chroma", "chroma", CHROMA, batch=2),
    row("chroma", "chroma-mask", CHROMA | dict(out_channels=12, num_layers=3, num_single_layers=1), batch=2, mask=[2, 12]) | PLACES,
]


def run(row, load, inputs):
    """What the row's model computes: `load` gives it its weights, `inputs` are the recipe's tensors."""
    import torch
    from diffusers import ChromaTransformer2DModel, FluxControlNetModel, FluxTransformer2DModel

    cls = {"flux": FluxTransformer2DModel, "flux-controlnet": FluxControlNetModel, "chroma": ChromaTransformer2DModel}[row["kind"]]
    model = cls(**row["config"]).eval()
    weights = load(model, row)
    for name in ("timestep", "img_ids", "txt_ids", "guidance"):
        if name in row:
            inputs[name] = torch.tensor(row[name], dtype=torch.float32)
    if "mask" in row:
        inputs["attention_mask"] = torch.ones(len(row["timestep"]), len(row["txt_ids"]) + len(row["img_ids"]))
        inputs["attention_mask"].view(-1)[row["mask"]] = 0
    if "mode" in row:
        inputs["controlnet_mode"] = torch.tensor(row["mode"])[:, None]
    inputs |= {name: row[name] for name in ("conditioning_scale", "controlnet_blocks_repeat") if name in row}
    for kind in ("block", "single_block"):
        if samples := taken(inputs, kind):
            inputs[f"controlnet_{kind}_samples"] = samples
    with torch.no_grad():
        outputs = model(**inputs)
    if row["kind"] != "flux-controlnet":
        return weights, {"sample": outputs.sample}
    kinds = {"block": outputs.controlnet_block_samples, "single_block": outputs.controlnet_single_block_samples}
    return weights, {f"{kind}.{index}": sample for kind, samples in kinds.items() for index, sample in enumerate(samples or [])}
