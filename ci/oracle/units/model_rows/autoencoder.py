"""Configurations of AutoencoderKL. Each row encodes a picture, samples with noise, and decodes latents."""

TWO = dict(block_out_channels=[8, 16], norm_num_groups=4, down_block_types=["DownEncoderBlock2D"] * 2, up_block_types=["UpDecoderBlock2D"] * 2)
SMALL = TWO | dict(block_out_channels=[4, 8], norm_num_groups=2)


def row(name, config, picture=(1, 3, 8, 12), latents=(1, 4, 4, 6), **options):
    inputs = {"picture": picture, "latents": latents}
    return dict(name=name, kind="vae", config=config, inputs={key: list(shape) for key, shape in inputs.items()}, **options)


ROWS = [
    row("autoencoder", TWO),
    row("three-levels", dict(block_out_channels=[4, 8, 8], norm_num_groups=2, layers_per_block=2, down_block_types=["DownEncoderBlock2D"] * 3,
                             up_block_types=["UpDecoderBlock2D"] * 3, sample_size=[16, 16]), picture=(2, 3, 16, 12), latents=(2, 4, 3, 2)),
    row("one-level", dict(block_out_channels=[8], norm_num_groups=4, latent_channels=3), latents=(1, 3, 5, 4)),
    row("odd-size", SMALL, picture=(1, 3, 13, 11), latents=(1, 4, 5, 3)),
    row("without-quantisation", SMALL | dict(use_quant_conv=False, use_post_quant_conv=False, latent_channels=16, shift_factor=0.0609,
                                             scaling_factor=1.5305, force_upcast=False), latents=(1, 16, 4, 6)),
    row("without-attention", SMALL | dict(mid_block_add_attention=False, latents_mean=[0.1, 0.2, 0.3, 0.4], latents_std=[1, 2, 3, 4])),
    row("attention-in-blocks", SMALL | dict(down_block_types=["AttnDownEncoderBlock2D", "DownEncoderBlock2D"],
                                            up_block_types=["UpDecoderBlock2D", "AttnUpDecoderBlock2D"])),
    row("relu", SMALL | dict(act_fn="relu", in_channels=2, out_channels=5), picture=(1, 2, 8, 12)),
    row("mish", SMALL | dict(act_fn="mish")),
    row("tiling", SMALL | dict(sample_size=16), picture=(1, 3, 20, 36), latents=(1, 4, 18, 11), tiling=True),
    row("tiling-of-small-inputs", SMALL | dict(sample_size=16), picture=(1, 3, 16, 8), latents=(1, 4, 8, 5), tiling=True),
    row("tiling-in-one-direction", SMALL | dict(sample_size=8), picture=(1, 3, 6, 20), latents=(1, 4, 3, 9), tiling=True),
    row("slicing", SMALL, picture=(3, 3, 4, 6), latents=(2, 4, 2, 3), slicing=True),
    row("old-attention-names", SMALL, old_attention_names=True),
    row("clamped", SMALL | dict(use_quant_conv=False), picture=(1, 3, 8, 4), scale={"encoder.conv_out": 8}),
]
