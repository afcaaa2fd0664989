"""Layers: activations, norms, attention, embeddings, resampling."""

from .edits import edit, replace
from .mutant import mutant
from .selections import family, named

_UNETS = family("stable-diffusion", "stable-diffusion-xl")
_TRANSFORMERS = family("stable-diffusion-3", "flux", "chroma")
_CLIP = family("StableDiffusionPipeline", "StableDiffusionXLPipeline", "StableDiffusion3Pipeline", "FluxPipeline")
_T5 = family("StableDiffusion3Pipeline", "FluxPipeline", "ChromaPipeline")

_CLIP_MODEL = "transformers.models.clip.modeling_clip"
_T5_MODEL = "transformers.models.t5.modeling_t5"
_SDPA = ".models.attention_processor:AttnProcessor2_0.__call__"


def _flat_rms(self, hidden_states):
    """T5's norm with mean and variance, as a layer norm without bias has them."""
    import torch

    return self.weight * torch.nn.functional.layer_norm(hidden_states, hidden_states.shape[-1:], eps=self.variance_epsilon)


MUTANTS = [
    mutant(
        "geglu-by-tanh", "The gate of the U-Net's feed-forward takes GELU by its tanh approximation.", _UNETS,
        edit(".models.activations:GEGLU.gelu", "return F.gelu(gate)", "return F.gelu(gate, approximate='tanh')"),
    ),
    mutant(
        "geglu-with-silu", "The gate of the U-Net's feed-forward takes SiLU for GELU.", _UNETS,
        edit(".models.activations:GEGLU.gelu", "return F.gelu(gate)", "return F.silu(gate)"),
    ),
    mutant(
        "transformer-gelu-by-erf", "The feed-forward of transformers takes GELU by the error function for its tanh approximation.", _TRANSFORMERS,
        edit(".models.activations:GELU.gelu", "return F.gelu(gate, approximate=self.approximate)", "return F.gelu(gate)"),
    ),
    mutant(
        "quick-gelu-as-gelu", "CLIP's text encoder computes quick_gelu as GELU.", _CLIP,
        edit("transformers.activations:QuickGELUActivation.forward", "input * torch.sigmoid(1.702 * input)", "nn.functional.gelu(input)"),
    ),
    mutant(
        "t5-gelu-by-erf", "T5's feed-forward computes gelu_new by the error function.", _T5,
        edit(
            "transformers.activations:NewGELUActivation.forward",
            "0.5 * input * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (input + 0.044715 * torch.pow(input, 3.0))))", "nn.functional.gelu(input)",
        ),
    ),
    mutant(
        "unet-norm-epsilon", "The group norms of the U-Net's blocks have an epsilon of 1e-6 for 1e-5.", _UNETS,
        edit(".models.resnet:ResnetBlock2D.__init__", "eps=eps, affine=True", "eps=1e-6, affine=True", 2),
    ),
    mutant(
        "spatial-transformer-norm-epsilon", "The group norm before a U-Net's attention has an epsilon of 1e-5 for 1e-6.", _UNETS,
        edit(".models.transformers.transformer_2d:Transformer2DModel._init_continuous_input", "eps=1e-6", "eps=1e-5"),
    ),
    mutant(
        "vae-norm-epsilon", "The last group norm of the autoencoder's decoder has an epsilon of 1e-5 for 1e-6.", _UNETS,
        edit(".models.autoencoders.vae:Decoder.__init__", "num_groups=norm_num_groups, eps=1e-6", "num_groups=norm_num_groups, eps=1e-5"),
    ),
    mutant(
        "clip-norm-epsilon", "CLIP's last layer norm has an epsilon of 1e-6 for 1e-5.", _CLIP,
        edit(f"{_CLIP_MODEL}:CLIPTextTransformer.__init__", "eps=config.layer_norm_eps", "eps=1e-6"),
    ),
    mutant(
        "t5-norm-epsilon", "T5's norms have an epsilon of 1e-5 for 1e-6.", _T5,
        edit(f"{_T5_MODEL}:T5LayerNorm.__init__", "self.variance_epsilon = eps", "self.variance_epsilon = 1e-5"),
    ),
    mutant(
        "t5-layer-norm", "T5's norms subtract the mean.", _T5,
        replace(f"{_T5_MODEL}:T5LayerNorm.forward", _flat_rms),
    ),
    mutant(
        "t5-scaled-attention", "T5's attention divides its scores by the root of the head's size.", _T5,
        edit(
            f"{_T5_MODEL}:T5Attention.forward", "scores = torch.matmul(query_states, key_states.transpose(3, 2))",
            "scores = torch.matmul(query_states, key_states.transpose(3, 2)) * self.key_value_proj_dim**-0.5",
        ),
    ),
    mutant(
        "t5-bias-in-the-first-layer-alone", "The relative bias of T5's first layer is not handed on to the next layers.", _T5,
        edit(f"{_T5_MODEL}:T5Stack.forward", "position_bias = layer_outputs[1]", "position_bias = None"),
    ),
    mutant(
        "t5-bucket-direction", "T5's relative positions have the wrong sign.", _T5,
        edit(f"{_T5_MODEL}:T5Attention.compute_bias", "memory_position - context_position", "context_position - memory_position"),
    ),
    mutant(
        "t5-far-buckets", "T5's far buckets are rounded to the nearest instead of down.", _T5,
        edit(
            f"{_T5_MODEL}:T5Attention._relative_position_bucket", "        * (num_buckets - max_exact)\n",
            "        * (num_buckets - max_exact) + 0.5\n",
        ),
    ),
    mutant(
        "group-norm-groups", "The group norms of the U-Net's blocks have twice as many groups.", _UNETS,
        edit(
            ".models.resnet:ResnetBlock2D.__init__", "num_groups=groups, num_channels=in_channels",
            "num_groups=groups // 2, num_channels=in_channels",
        ),
    ),
    mutant(
        "attention-scale-of-the-whole-width", "The U-Net's attention divides its scores by the root of the whole width instead of the head's.",
        _UNETS,
        edit(_SDPA, "dropout_p=0.0, is_causal=False", "dropout_p=0.0, is_causal=False, scale=inner_dim**-0.5"),
    ),
    mutant(
        "head-count-as-head-size", "attention_head_dim of a Stable Diffusion U-Net is taken for the size of a head instead of the number of heads.",
        _UNETS,
        edit(
            ".models.unets.unet_2d_condition:UNet2DConditionModel.__init__", "num_attention_heads = num_attention_heads or attention_head_dim",
            "num_attention_heads = num_attention_heads or ([c // attention_head_dim for c in block_out_channels] if isinstance(attention_head_dim, int) else [c // d for c, d in zip(block_out_channels, attention_head_dim)])",
        ),
    ),
    mutant(
        "attention-output-without-bias", "The last projection of the U-Net's attention has no bias.", _UNETS,
        edit(_SDPA, "hidden_states = attn.to_out[0](hidden_states)", "hidden_states = F.linear(hidden_states, attn.to_out[0].weight)"),
    ),
    mutant(
        "attention-query-without-bias", "The bias of the query projection in the autoencoder's attention is left out.", _UNETS,
        edit(_SDPA, "query = attn.to_q(hidden_states)", "query = F.linear(hidden_states, attn.to_q.weight)"),
    ),
    mutant(
        "residual-before-the-norm", "The feed-forward's residual in the U-Net's attention is its normalised input.", _UNETS,
        edit(
            ".models.attention:BasicTransformerBlock.forward", "hidden_states = ff_output + hidden_states",
            "hidden_states = ff_output + norm_hidden_states",
        ),
    ),
    mutant(
        "time-embedding-sine-first", "Time embeddings have their sines first where the configuration asks for the cosines.", _UNETS,
        edit(".models.embeddings:get_timestep_embedding", "if flip_sin_to_cos:", "if False:"),
    ),
    mutant(
        "time-embedding-shift", "The frequencies of time embeddings end one step too early, as downscale_freq_shift 1 has them.", _UNETS,
        edit(".models.embeddings:get_timestep_embedding", "(half_dim - downscale_freq_shift)", "(half_dim - 1)"),
    ),
    mutant(
        "upsampling-bilinear", "The U-Net and the autoencoder upsample bilinearly instead of by the nearest.", _UNETS,
        edit(".models.upsampling:Upsample2D.forward", 'scale_factor=2.0, mode="nearest"', 'scale_factor=2.0, mode="bilinear"'),
    ),
    mutant(
        "downsampling-padding", "The autoencoder's encoder pads by one on the left and above instead of on the right and below.", _UNETS,
        edit(".models.downsampling:Downsample2D.forward", "pad = (0, 1, 0, 1)", "pad = (1, 0, 1, 0)"),
    ),
    mutant(
        "skip-order", "The U-Net's up blocks put the skipped features before the others.", _UNETS,
        edit(".models.unets.unet_2d_blocks:UpBlock2D.forward", "[hidden_states, res_hidden_states]", "[res_hidden_states, hidden_states]"),
        edit(".models.unets.unet_2d_blocks:CrossAttnUpBlock2D.forward", "[hidden_states, res_hidden_states]", "[res_hidden_states, hidden_states]"),
    ),
    mutant(
        "clip-pooled-at-the-end", "CLIP's pooled output is that of the last position instead of the first end token.", _CLIP,
        edit(
            f"{_CLIP_MODEL}:CLIPTextTransformer.forward", "input_ids.to(dtype=torch.int, device=last_hidden_state.device).argmax(dim=-1),",
            "torch.full(input_ids.shape[:1], input_ids.shape[1] - 1),",
        ),
    ),
    mutant(
        "rms-norm-epsilon", "The norms of queries and keys in transformers have an epsilon of 1e-5 for 1e-6.", named("/3\\.5[^/]*$"),
        edit(".models.normalization:RMSNorm.forward", "torch.rsqrt(variance + self.eps)", "torch.rsqrt(variance + 1e-5)"),
    ),
    mutant(
        "modulation-without-one", "Transformers modulate by the scale alone instead of by one more.", _TRANSFORMERS,
        edit(".models.normalization:AdaLayerNormZero.forward", "(1 + scale_msa[:, None])", "scale_msa[:, None]"),
    ),
]
