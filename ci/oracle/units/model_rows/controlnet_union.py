"""Configurations of ControlNetUnionModel, and what each is called with: `pictures` are so many tensors made by the recipe,
`kinds` and `scales` belong to them."""

from .recipe import taken

ONE = dict(block_out_channels=[8], norm_num_groups=4, cross_attention_dim=12, attention_head_dim=2, layers_per_block=1,
           down_block_types=["CrossAttnDownBlock2D"], conditioning_embedding_out_channels=[2, 3, 4], addition_time_embed_dim=4,
           addition_embed_type="text_time", projection_class_embeddings_input_dim=30, num_trans_channel=8, num_proj_channel=8, num_trans_head=2)
TWO = ONE | dict(block_out_channels=[8, 16], down_block_types=["DownBlock2D", "CrossAttnDownBlock2D"], attention_head_dim=[1, 4],
                 transformer_layers_per_block=[1, 2], use_linear_projection=True)


def row(name, config, kinds, scales, count=2, size=(6, 4), pictures=None, **options):
    pictures = len(kinds) if pictures is None else pictures
    inputs = {"sample": (count, 4, *size), "encoder_hidden_states": (count, 5, 12), "text_embeds": (count, 6)}
    inputs |= {f"picture.{index}": (count, 3, 4 * size[0], 4 * size[1]) for index in range(pictures)}
    return dict(name=name, kind="controlnet-union", config=config, timestep=501, kinds=kinds, scales=scales, pictures=pictures,
                time_ids=[[64, 48, 0, 8, 64, 48], [1024, 768, 16, 0, 512, 1024], [32, 40, 4, 2, 30, 20]][:count],
                inputs={key: list(shape) for key, shape in inputs.items()}, **options)


ROWS = [
    row("one-kind", TWO, [3], [0.7]),
    row("two-kinds", TWO | dict(num_trans_layer=2), [5, 0], [0.7, 1.4], count=3),
    row("one-kind-twice", ONE | dict(num_control_type=3), [1, 1], [0.5, 0.25]),
    row("fewer-scales", ONE | dict(num_trans_layer=0), [2, 4], [1.25]),
    row("fewer-pictures", ONE, [2, 4], [0.8, 1.5], pictures=1),
    row("from-multi", TWO | dict(num_trans_head=4), [1], [1.3], from_multi=True),
    row("two-kinds-from-multi", ONE, [1, 2], [0.5, 3.0], from_multi=True),
    row("guess-mode", TWO, [4], [0.6], guess_mode=True),
    row("guess-mode-of-two-kinds", TWO, [4, 1], [0.6, 1.2], guess_mode=True),
    row("pooled", ONE | dict(global_pool_conditions=True, flip_sin_to_cos=False, freq_shift=1), [0], [0.9], guess_mode=True),
    row("one-sample", ONE | dict(num_class_embeds=None, addition_embed_type="text", addition_embed_type_num_heads=3), [2], [1.0], count=1),
]


def run(row, load, inputs):
    import torch
    from diffusers import ControlNetUnionModel

    model = ControlNetUnionModel(**row["config"]).eval()
    weights = load(model, row)
    added = dict(text_embeds=inputs.pop("text_embeds"), time_ids=torch.tensor(row["time_ids"]))
    pictures = taken(inputs, "picture")
    kinds = torch.zeros(len(inputs["sample"]), model.config.num_control_type)
    kinds[:, row["kinds"]] = 1
    with torch.no_grad():
        down, mid = model(
            timestep=torch.tensor(row["timestep"]), controlnet_cond=pictures, control_type=kinds, control_type_idx=row["kinds"], conditioning_scale=row["scales"],
            added_cond_kwargs=added, from_multi=row.get("from_multi", False), guess_mode=row.get("guess_mode", False), return_dict=False, **inputs,
        )
    return weights, {f"down.{index}": value for index, value in enumerate(down)} | {"mid": mid}
