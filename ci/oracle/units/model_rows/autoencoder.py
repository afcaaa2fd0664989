"""Configurations of the autoencoders. Each row encodes a picture, samples with noise, and decodes latents."""

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


def tiny(name, picture=(1, 3, 8, 12), latents=(1, 4, 4, 6), tiles=None, slicing=False, **config):
    """An AutoencoderTiny; `tiles` are the sizes of tiles of pictures and of latents."""
    standard = dict(encoder_block_out_channels=[8, 8], decoder_block_out_channels=[4, 4], num_encoder_blocks=[1, 2], num_decoder_blocks=[2, 1])
    inputs = {"picture": picture, "latents": latents}
    options = {"tiles": tiles} if tiles else {}
    return dict(name=name, kind="tiny", config=standard | config, inputs={key: list(shape) for key, shape in inputs.items()}, slicing=slicing, **options)


# Tiles count on a factor of 8 between pictures and latents, whatever the levels.
FOUR = dict(encoder_block_out_channels=[4] * 4, decoder_block_out_channels=[4] * 4, num_encoder_blocks=[1, 1, 0, 1], num_decoder_blocks=[0, 1, 1, 1])


def asymmetric(name, picture=(1, 3, 16, 24), latents=(1, 4, 2, 3), mask=(1, 1, 16, 24), **config):
    """An AsymmetricAutoencoderKL, which also decodes around the picture."""
    standard = dict(
        down_block_types=["DownEncoderBlock2D"] * 2, down_block_out_channels=[4, 8], layers_per_down_block=1, norm_num_groups=2,
        up_block_types=["UpDecoderBlock2D"] * 4, up_block_out_channels=[4, 8, 12, 12], layers_per_up_block=1,
    )
    inputs = {"picture": picture, "latents": latents}
    return dict(
        name=name, kind="asymmetric", config=standard | config, inputs={key: list(shape) for key, shape in inputs.items()},
        masks={"mask": [list(mask), [*range(5, 60), *range(100, 380, 3)]]},
    )


ROWS += [
    tiny("tiny"),
    tiny("tiny-four-levels", picture=(2, 3, 16, 24), latents=(2, 4, 2, 3), **FOUR),
    tiny("tiny-one-level", encoder_block_out_channels=[8], decoder_block_out_channels=[8], num_encoder_blocks=[2], num_decoder_blocks=[1], in_channels=2,
         out_channels=5, latent_channels=6, picture=(1, 2, 5, 7), latents=(1, 6, 5, 7)),
    tiny("tiny-odd-size", picture=(1, 3, 13, 11), latents=(1, 4, 5, 3), act_fn="mish"),
    tiny("tiny-scaled", latent_magnitude=2, latent_shift=0.25, scaling_factor=0.5, shift_factor=0.125, act_fn="silu", upsample_fn="bilinear"),
    tiny("tiny-threefold", upsampling_scaling_factor=3, upsample_fn="nearest-exact", act_fn="gelu"),
    tiny("tiny-tiling", picture=(1, 3, 8, 232), latents=(1, 4, 8, 9), tiles=[128, 8], **FOUR),
    tiny("tiny-tiling-of-one-tile", picture=(1, 3, 16, 24), latents=(1, 4, 2, 3), tiles=[128, 16], **FOUR),
    tiny("tiny-slicing-and-tiling", picture=(2, 3, 120, 8), latents=(2, 4, 2, 17), tiles=[128, 16], slicing=True, **FOUR),
    tiny("tiny-tiling-without-overlap", picture=(1, 3, 16, 24), latents=(1, 4, 5, 6), tiles=[128, 4], **FOUR),
    asymmetric("asymmetric"),
    asymmetric("asymmetric-two-pictures", picture=(2, 3, 16, 24), latents=(2, 4, 2, 3), mask=(2, 1, 16, 24)),
    asymmetric("asymmetric-one-mask", picture=(2, 3, 16, 24), latents=(2, 4, 2, 3), layers_per_down_block=2, layers_per_up_block=2, act_fn="mish"),
    asymmetric("asymmetric-equal-channels", up_block_out_channels=[8] * 4, scaling_factor=0.5),
    asymmetric("asymmetric-attention", up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3, down_block_types=["DownEncoderBlock2D", "AttnDownEncoderBlock2D"]),
]


def run_tiny(row, load, inputs):
    import torch
    from diffusers import AutoencoderTiny

    model = AutoencoderTiny(**row["config"]).eval()
    weights = load(model, row)
    model.use_slicing = row["slicing"]
    if "tiles" in row:
        model.enable_tiling()
        model.tile_sample_min_size, model.tile_latent_min_size = row["tiles"]
    with torch.no_grad():
        latents = model.encode(inputs["picture"]).latents
        outputs = {"encoded": latents, "decoded": model.decode(inputs["latents"]).sample}
        scaled = model.scale_latents(latents)
        return weights, outputs | {"scaled": scaled, "unscaled": model.unscale_latents(scaled)}


def run_asymmetric(row, load, inputs):
    import torch
    from diffusers import AsymmetricAutoencoderKL

    model = AsymmetricAutoencoderKL(**row["config"]).eval()
    weights = load(model, row)
    shape, ones = row["masks"]["mask"]
    mask = torch.zeros(shape)
    mask.view(-1)[ones] = 1
    with torch.no_grad():
        posterior = model.encode(inputs["picture"]).latent_dist
        return weights, {
            "moments": posterior.parameters, "decoded": model.decode(inputs["latents"]).sample,
            "inpainted": model.decode(inputs["latents"], image=inputs["picture"], mask=mask).sample,
        }
