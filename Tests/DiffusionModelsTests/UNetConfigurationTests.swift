import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

/// What a U-Net refuses, and how it says so.
struct UNetConfigurationTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let changes: JSONObject
    let message: String

    init(_ changes: JSONObject, _ message: String) {
      self.changes = changes
      self.message = message
    }

    var testDescription: String { changes.keys.joined(separator: ", ") }
  }

  static let refusals: [Refusal] = [
    Refusal(
      ["up_block_types": ["UpBlock2D"]],
      "ValueError: Must provide the same number of `up_block_types` as `down_block_types`. "
        + "`up_block_types`: ['UpBlock2D']. `down_block_types`: ('CrossAttnDownBlock2D', "
        + "'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D')."),
    Refusal(
      ["down_block_types": ["DownBlock2D"]],
      "ValueError: Must provide the same number of `up_block_types` as `down_block_types`. "
        + "`up_block_types`: ('UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', "
        + "'CrossAttnUpBlock2D'). `down_block_types`: ['DownBlock2D']."),
    Refusal(
      ["block_out_channels": [32, 64]],
      "ValueError: Must provide the same number of `block_out_channels` as `down_block_types`. "
        + "`block_out_channels`: [32, 64]. `down_block_types`: ('CrossAttnDownBlock2D', "
        + "'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D')."),
    Refusal(
      ["attention_head_dim": [8]],
      "ValueError: Must provide the same number of `num_attention_heads` as `down_block_types`. "
        + "`num_attention_heads`: [8]. `down_block_types`: ('CrossAttnDownBlock2D', "
        + "'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D')."),
    Refusal(
      ["num_attention_heads": 8],
      "ValueError: At the moment it is not possible to define the number of attention heads via "
        + "`num_attention_heads` because of a naming issue as described in "
        + "https://github.com/huggingface/diffusers/issues/2011#issuecomment-1547958131. Passing "
        + "`num_attention_heads` will only be supported in diffusers v0.19."),
    Refusal(
      ["transformer_layers_per_block": [1, [1, 2], 1, 1]],
      "ValueError: Must provide 'reverse_transformer_layers_per_block` if using asymmetrical UNet."),
    Refusal(
      ["mid_block_type": "MidBlock"], "ValueError: unknown mid_block_type : MidBlock"),
    Refusal(
      [
        "down_block_types": ["DownBlock3D", "DownBlock2D", "DownBlock2D", "DownBlock2D"]
      ], "ValueError: DownBlock3D does not exist."),
    Refusal(
      ["act_fn": "gelu_new"],
      "ValueError: activation function gelu_new not found in ACT2FN mapping "
        + "['swish', 'silu', 'mish', 'gelu', 'relu']"),
    Refusal(
      ["time_embedding_type": "learned"],
      "ValueError: learned does not exist. Please make sure to use one of `fourier` or `positional`."
    ),
    Refusal(
      ["encoder_hid_dim_type": "text_proj"],
      "ValueError: `encoder_hid_dim` has to be defined when `encoder_hid_dim_type` is set to "
        + "text_proj."),
    Refusal(
      ["addition_embed_type": "sound"],
      "ValueError: `addition_embed_type`: sound must be None, 'text', 'text_image', 'text_time', "
        + "'image', or 'image_hint'."),
    Refusal(
      ["class_embed_type": "projection"],
      "ValueError: `class_embed_type`: 'projection' requires "
        + "`projection_class_embeddings_input_dim` be set"),
    Refusal(
      ["norm_num_groups": 33], "ValueError: num_channels must be divisible by num_groups"),
    Refusal(
      ["mid_block_type": "UNetMidBlock2DSimpleCrossAttn"],
      "config.json: \"mid_block_type\": \"UNetMidBlock2DSimpleCrossAttn\" is not supported. "
        + "diffusers knows this option; it is not implemented here yet"),
    Refusal(
      ["dual_cross_attention": true],
      "config.json: \"dual_cross_attention\": true is not supported. diffusers knows this option; "
        + "it is not implemented here yet"),
    Refusal(
      ["attention_type": "gated"],
      "config.json: \"attention_type\": \"gated\" is not supported. diffusers knows this option; "
        + "it is not implemented here yet"),
    Refusal(
      ["attention_head_dim": 7],
      "config.json: \"attention_head_dim\": 320 channels cannot be divided among 7 heads. Despite "
        + "its name the option holds the number of heads"),
    Refusal(
      ["in_channels": 0],
      "config.json: \"in_channels\": expected an integer from 1 to 1048576, found an integer, 0"),
    Refusal(
      ["layers_per_block": 4096],
      "config.json: \"layers_per_block\": expected an integer from 1 to 256, found an integer, "
        + "4096"),
  ]

  @Test(arguments: refusals) func refuses(_ refusal: Refusal) {
    let config = Configuration(refusal.changes, file: "config.json")
    #expect {
      try UNet2DConditionConfiguration(config)
    } throws: { error in
      "\(error)" == refusal.message
    }
  }

  @Test func knowsTheDefaults() throws {
    let configuration = try UNet2DConditionConfiguration(Configuration([:]))
    #expect(configuration.blocks.map(\.channels) == [320, 640, 1280, 1280])
    #expect(configuration.crossAttentionDim == 1280)
    #expect(configuration.sampleSize == nil)
  }

  @Test func reportsUnknownKeys() throws {
    let config = Configuration(["sample_size": [64, 32], "colour": "red", "_class_name": "X"])
    #expect(try UNet2DConditionConfiguration(config).sampleSize?.height == 64)
    #expect(config.unreadKeys() == ["colour"])
  }
}
