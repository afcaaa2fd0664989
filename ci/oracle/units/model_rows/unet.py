"""Configurations of UNet2DConditionModel, and what each is called with: `inputs` are shapes of tensors made by the recipe,
`masks` of ones with zeros at the given places, `labels` integers."""

TWO = dict(block_out_channels=[8, 16], norm_num_groups=4, cross_attention_dim=12, attention_head_dim=2, layers_per_block=1,
           down_block_types=["CrossAttnDownBlock2D", "DownBlock2D"], up_block_types=["UpBlock2D", "CrossAttnUpBlock2D"])
ONE = dict(block_out_channels=[8], norm_num_groups=4, cross_attention_dim=12, attention_head_dim=2, layers_per_block=1,
           down_block_types=["CrossAttnDownBlock2D"], up_block_types=["CrossAttnUpBlock2D"])
BOTH = dict(down_block_types=["CrossAttnDownBlock2D"] * 2, up_block_types=["CrossAttnUpBlock2D"] * 2)
PLAIN = dict(down_block_types=["DownBlock2D"] * 2, up_block_types=["UpBlock2D"] * 2)


def row(name, config, sample=(1, 4, 6, 4), text=(1, 5, 12), timestep=501, **options):
    inputs = {"sample": sample, "encoder_hidden_states": text} | options.pop("inputs", {})
    return dict(name=name, kind="unet", config=config, timestep=timestep, inputs={key: list(shape) for key, shape in inputs.items()}, **options)


ROWS = [
    row("stable-diffusion-1", TWO | dict(layers_per_block=2), sample=(2, 4, 6, 4), text=(2, 5, 12)),
    row("stable-diffusion-2", TWO | BOTH | dict(attention_head_dim=[2, 4], use_linear_projection=True, upcast_attention=True)),
    row("inpainting", TWO | dict(in_channels=9), sample=(1, 9, 6, 4)),
    row("wide-latents", ONE | dict(in_channels=16, out_channels=16, norm_eps=1e-6), sample=(1, 16, 5, 3)),
    row("sdxl", TWO | BOTH | dict(
        down_block_types=["DownBlock2D", "CrossAttnDownBlock2D"], up_block_types=["CrossAttnUpBlock2D", "UpBlock2D"],
        transformer_layers_per_block=[1, 2], attention_head_dim=[1, 4], use_linear_projection=True, addition_embed_type="text_time",
        addition_time_embed_dim=4, projection_class_embeddings_input_dim=30),
        sample=(2, 4, 6, 4), text=(2, 5, 12), inputs={"text_embeds": (2, 6)},
        time_ids=[[64, 48, 0, 8, 64, 48], [1024, 768, 16, 0, 512, 1024]]),
    row("lcm", TWO | dict(time_cond_proj_dim=6), inputs={"timestep_cond": (1, 6)}, timestep=999),
    row("odd-size", TWO, sample=(1, 4, 7, 5)),
    row("odd-size-of-three-levels", TWO | dict(
        block_out_channels=[8, 8, 12], down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
        up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]), sample=(1, 4, 6, 10)),
    row("timesteps", TWO, sample=(2, 4, 4, 6), text=(2, 3, 12), timestep=[999.0, 17.75]),
    row("first-timestep", ONE, timestep=0),
    row("scale-shift", TWO | dict(resnet_time_scale_shift="scale_shift", mid_block_scale_factor=1.4142135623730951)),
    row("no-middle", TWO | dict(mid_block_type=None)),
    row("plain-middle", TWO | dict(mid_block_type="UNetMidBlock2D")),
    row("residuals", TWO, inputs={
        "down.0": (1, 8, 6, 4), "down.1": (1, 8, 6, 4), "down.2": (1, 8, 3, 2), "down.3": (1, 16, 3, 2), "mid": (1, 16, 3, 2)}),
    row("encoder-mask", TWO, sample=(2, 4, 6, 4), text=(2, 5, 12), masks={"encoder_attention_mask": [(2, 5), [3, 4, 6]]}),
    row("self-mask", TWO | dict(mid_block_type="UNetMidBlock2D"), masks={"attention_mask": [(1, 24), [0, 5, 6, 23]]}),
    row("class-table", ONE | dict(num_class_embeds=5), sample=(2, 4, 3, 4), text=(2, 3, 12), labels=[4, 1]),
    row("class-timestep", ONE | dict(class_embed_type="timestep", act_fn="relu"), labels=[20]),
    row("class-identity", ONE | dict(class_embed_type="identity"), inputs={"class_labels": (1, 32)}),
    row("class-projection", ONE | dict(class_embed_type="projection", projection_class_embeddings_input_dim=7, act_fn="gelu"),
        inputs={"class_labels": (1, 7)}),
    row("class-simple-projection", ONE | dict(class_embed_type="simple_projection", projection_class_embeddings_input_dim=7),
        inputs={"class_labels": (1, 7)}),
    row("class-concatenated", TWO | PLAIN | dict(class_embed_type="timestep", class_embeddings_concat=True, mid_block_type="UNetMidBlock2D"),
        labels=[3]),
    row("addition-text", ONE | dict(addition_embed_type="text", addition_embed_type_num_heads=3, act_fn="mish")),
    row("text-projection", ONE | dict(encoder_hid_dim=9), text=(1, 5, 9)),
    row("addition-text-of-encoder", ONE | dict(encoder_hid_dim=9, encoder_hid_dim_type="text_proj", addition_embed_type="text",
                                               addition_embed_type_num_heads=3), text=(1, 4, 9)),
    row("fourier", ONE | dict(time_embedding_type="fourier"), timestep=3),
    row("fourier-unflipped", ONE | dict(time_embedding_type="fourier", flip_sin_to_cos=False, time_embedding_dim=10), timestep=0.625),
    row("unflipped", ONE | dict(flip_sin_to_cos=False, freq_shift=1)),
    row("odd-channels", ONE | dict(block_out_channels=[9], norm_num_groups=3, attention_head_dim=3)),
    row("sizes", TWO | dict(out_channels=3, center_input_sample=True, conv_in_kernel=5, conv_out_kernel=1, time_embedding_dim=20,
                            time_embedding_act_fn="gelu", timestep_post_act="mish")),
    row("only-cross-attention", TWO | BOTH | dict(only_cross_attention=[True, False])),
    row("cross-attention-per-block", TWO | dict(cross_attention_dim=[12, 20], mid_block_type="UNetMidBlock2D")),
    row("layers-per-block", TWO | BOTH | dict(layers_per_block=[1, 2], transformer_layers_per_block=[2, 1])),
    row("asymmetric", TWO | BOTH | dict(
        layers_per_block=2, transformer_layers_per_block=[[1, 2], [2, 1]], reverse_transformer_layers_per_block=[[1, 2, 1], [2, 1, 1]])),
    row("unpadded-downsampling", TWO | PLAIN | dict(downsample_padding=0)),
    row("old-block-names", TWO | dict(down_block_types=["UNetResCrossAttnDownBlock2D", "UNetResDownBlock2D"],
                                      up_block_types=["UNetResUpBlock2D", "UNetResCrossAttnUpBlock2D"])),
    row("freeu", TWO, sample=(1, 4, 8, 6), freeu=dict(s1=0.9, s2=0.2, b1=1.4, b2=1.6)),
    row("freeu-of-odd-size", TWO, sample=(1, 4, 10, 2), freeu=dict(s1=0.6, s2=0.4, b1=1.1, b2=1.2)),
]
