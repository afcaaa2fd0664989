"""Configurations of SD3Transformer2DModel and SD3ControlNetModel. `pag` is the number of copies of the batch, the last of which is perturbed."""

from .recipe import taken

BASE = dict(sample_size=8, patch_size=2, in_channels=4, out_channels=4, num_layers=2, attention_head_dim=4, num_attention_heads=3,
            joint_attention_dim=10, caption_projection_dim=12, pooled_projection_dim=7, pos_embed_max_size=5)
DUAL = dict(num_layers=3, dual_attention_layers=[0, 2], qk_norm="rms_norm")
CONTROL = dict(force_zeros_for_pooled_projection=False)


def row(name, config={}, kind="sd3", sample=(2, 4, 6, 8), text=5, inputs={}, timestep=21.25, **options):
    config = BASE | config
    shapes = {"hidden_states": sample, "pooled_projections": (sample[0], config["pooled_projection_dim"])}
    if config["joint_attention_dim"]:
        shapes["encoder_hidden_states"] = (sample[0], text, config["joint_attention_dim"])
    if kind == "sd3-controlnet":
        shapes["controlnet_cond"] = (sample[0], config["in_channels"] + config.get("extra_conditioning_channels", 0), *sample[2:])
    shapes |= inputs
    return dict(name=name, kind=kind, config=config, timestep=timestep, inputs={key: list(shape) for key, shape in shapes.items()}, **options)


def controlnet(name, config={}, **options):
    return row(name, CONTROL | config, "sd3-controlnet", **options)


ROWS = [
    row("sd3-plain"),
    row("sd3-whole-table", sample=(1, 4, 10, 10), timestep=1000),
    row("sd3-one-token", sample=(1, 4, 2, 2), text=1, timestep=0.5),
    row("sd3-odd-size", sample=(1, 4, 7, 5)),
    row("sd3-dual", DUAL),
    row("sd3-layer-norm", dict(qk_norm="layer_norm")),
    row("sd3-unweighted-norm", dict(qk_norm="fp32_layer_norm")),
    row("sd3-single-patches", dict(patch_size=1, pos_embed_max_size=9), sample=(1, 4, 3, 5)),
    row("sd3-more-channels", dict(in_channels=9), sample=(1, 9, 4, 6)),
    row("sd3-skipped", dict(num_layers=4), skip_layers=[1, 3]),
    row("sd3-one-control", dict(num_layers=3), inputs={"control.0": (2, 12, 12)}),
    row("sd3-two-controls", dict(num_layers=3), inputs={"control.0": (2, 12, 12), "control.1": (2, 12, 12)}, skip_layers=[0]),
    row("sd3-many-controls", inputs={f"control.{index}": (2, 12, 12) for index in range(4)}),
    row("sd3-perturbed-guided", dict(num_layers=3), sample=(3, 4, 6, 4), pag=3, layers=["transformer_blocks.1.attn", "transformer_blocks.2.attn"]),
    row("sd3-perturbed", dict(qk_norm="rms_norm"), sample=(4, 4, 4, 6), pag=2, layers=["transformer_blocks.0.attn"]),
    controlnet("sd3-controlnet"),
    controlnet("sd3-controlnet-scaled", dict(extra_conditioning_channels=1), conditioning_scale=0.7),
    controlnet("sd3-controlnet-dual", DUAL),
    controlnet("sd3-controlnet-without-positions", dict(pos_embed_type=None)),
    controlnet("sd3-controlnet-without-text", dict(joint_attention_dim=None, caption_projection_dim=9, qk_norm="rms_norm"), conditioning_scale=0.25),
]


def run(row, load, inputs):
    import torch
    from diffusers import SD3ControlNetModel, SD3Transformer2DModel
    from diffusers.models.attention_processor import PAGCFGJointAttnProcessor2_0, PAGJointAttnProcessor2_0

    is_control = row["kind"] == "sd3-controlnet"
    model = (SD3ControlNetModel if is_control else SD3Transformer2DModel)(**row["config"]).eval()
    weights = load(model, row)
    for name in row.get("layers", []):
        model.get_submodule(name).processor = PAGCFGJointAttnProcessor2_0() if row["pag"] == 3 else PAGJointAttnProcessor2_0()
    if controls := taken(inputs, "control"):
        inputs["block_controlnet_hidden_states"] = controls
    inputs |= {name: row[name] for name in ("skip_layers", "conditioning_scale") if name in row}
    timestep = torch.tensor([row["timestep"]], dtype=torch.float32).expand(inputs["hidden_states"].shape[0])
    with torch.no_grad():
        result = model(timestep=timestep, return_dict=False, **inputs)[0]
    return weights, {f"sample.{index}": value for index, value in enumerate(result)} if is_control else {"sample": result}
