"""Tiny T5 encoders: weights, inputs, outputs, and the buckets of distances. Usage: t5_models.py OUTPUT_FOLDER

The weights are real float32 numbers; outputs are computed in float64, and the largest error of several float32 runs is kept as noise.
"""

import json
import sys
from pathlib import Path

from model_rows.encoders import fill, main

T5 = {"model_type": "t5", "d_model": 14, "d_kv": 5, "num_heads": 3, "d_ff": 18, "num_layers": 3, "vocab_size": 40,
      "relative_attention_num_buckets": 8, "relative_attention_max_distance": 12, "is_encoder_decoder": False, "use_cache": False}
PADDED = [[5, 7, 12, 39, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [3, 4, 2, 3, 9, 8, 11, 12, 13, 14, 30, 31, 32, 3, 3, 4, 5, 1]]
ROWS = {
    "padded": {"ids": PADDED},
    "one": {"ids": [[38]]},
    "long": {"ids": [[(7 * i * i + 3) % 40 for i in range(41)]]},
    "masked": {"ids": PADDED, "mask": [[1] * 5 + [0] * 13, [1] * 18]},
    "masked on the left": {"ids": PADDED, "mask": [[0] * 10 + [1] * 8, [0] * 17 + [1]]},
    "masked altogether": {"ids": PADDED, "mask": [[1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0] + [0] * 7, [0] * 18]},
}
CASES = {
    "gated-gelu": ("T5EncoderModel", dict(T5, feed_forward_proj="gated-gelu", layer_norm_epsilon=1e-6)),
    "relu": ("T5EncoderModel", dict(T5, feed_forward_proj="relu", layer_norm_epsilon=1e-3, relative_attention_num_buckets=10, num_layers=2)),
    "gated-silu": ("T5EncoderModel", dict(T5, feed_forward_proj="gated-silu", num_layers=1, num_heads=2, d_kv=9)),
    # Keys that older files write win over what feed_forward_proj says; transformers' common names over T5's own.
    "overridden": ("T5EncoderModel", dict(T5, feed_forward_proj="relu", dense_act_fn="gelu", is_gated_act=True, hidden_size=11, num_hidden_layers=2,
                                          num_attention_heads=4, head_dim=3)),
    "defaults": ("T5EncoderModel", {"model_type": "t5", "vocab_size": 40, "d_model": 16, "d_ff": 12, "num_layers": 2, "num_heads": 2, "d_kv": 4}),
}
BUCKETS = [(32, 128), (8, 12), (32, 129), (16, 20), (6, 9), (4, 3), (64, 256), (40, 100), (12, 13)]


def make(name):
    from transformers import T5Config, T5EncoderModel

    return T5EncoderModel(T5Config(**CASES[name][1])).eval()


def inputs(name):
    return ROWS


def outputs(name, model, row, dtype):
    import torch

    mask = torch.tensor(row["mask"]) if "mask" in row else None
    single = torch.float32
    # The normalisation asks for float32 by name.
    torch.float32 = dtype
    output = model(torch.tensor(row["ids"]), attention_mask=mask, output_hidden_states=True)
    torch.float32 = single
    tensors = {"last_hidden_state": output.last_hidden_state}
    for index, states in enumerate(output.hidden_states if "mask" not in row else ()):
        tensors[f"hidden_states.{index}"] = states
    return tensors


def buckets():
    """The bucket of every distance up to 300, the same in float32 and float64."""
    import torch
    from transformers.models.t5.modeling_t5 import T5Attention

    rows = []
    for count, longest in BUCKETS:
        distances = torch.arange(0, -301, -1)
        found = []
        for dtype in (torch.float32, torch.float64):
            torch.Tensor.float = lambda tensor: tensor.to(dtype)
            found.append(T5Attention._relative_position_bucket(distances, True, count, longest).tolist())
        assert found[0] == found[1], (count, longest)
        after = T5Attention._relative_position_bucket(-distances, True, count, longest).tolist()
        assert after[1:] == [bucket + count // 2 for bucket in found[0][1:]]
        rows.append({"count": count, "longest": longest, "buckets": found[0]})
    return rows


def write_models(folder):
    from safetensors.torch import save_file

    for seed, name in enumerate(CASES):
        model = make(name)
        fill(model, seed)
        target = Path(folder, name)
        target.mkdir(parents=True, exist_ok=True)
        (target / "config.json").write_text(json.dumps(CASES[name][1], indent=2) + "\n")
        weights = {key: value.contiguous() for key, value in model.state_dict().items() if key != "encoder.embed_tokens.weight"}
        if name == "relu":
            # Some files hold the shared table under its other name only, some under both.
            weights["encoder.embed_tokens.weight"] = weights.pop("shared.weight")
        elif name == "gated-silu":
            weights["encoder.embed_tokens.weight"] = weights["shared.weight"].clone()
            weights["decoder.block.0.layer.0.SelfAttention.q.weight"] = weights["encoder.block.0.layer.0.SelfAttention.q.weight"].clone()
        save_file(weights, target / "model.safetensors")
    Path(folder, "buckets.json").write_text(json.dumps(buckets()) + "\n")


if __name__ == "__main__":
    main(sys.modules["__main__"])
