import Checkpoints
import Tensors
import Testing

@testable import DiffusionModels

/// What a U-Net makes of inputs that do not fit, and of other attention processors.
struct UNetCallTests {
  private func model(_ name: String) throws -> UNet2DConditionModel<Double> {
    let row = try #require(UNet2DConditionModelTests.rows.first { $0.name == name })
    return try UNet2DConditionModel(row.config, try row.weights().scope())
  }

  private func message(_ body: () throws -> Tensor<Double>) -> String {
    do {
      return "\(try body().shape)"
    } catch {
      return "\(error)"
    }
  }

  @Test func saysWhatDoesNotFit() throws {
    let unet = try model("stable-diffusion-1")
    let text = Tensor<Double>.ones([1, 5, 12])
    #expect(
      message { try unet(.ones([1, 9, 4, 4]), timestep: [1], encoderHiddenStates: text) }
        == "RuntimeError: Given groups=1, weight of size [8, 4, 3, 3], expected input[1, 9, 4, 4] to "
        + "have 4 channels, but got 9 channels instead")
    #expect(
      message {
        try unet(.ones([1, 4, 4, 4]), timestep: [1], encoderHiddenStates: .ones([1, 5, 10]))
      } == "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5x10 and 12x8)")
    #expect(
      message { try unet(.ones([2, 4, 4, 4]), timestep: [1], encoderHiddenStates: text) }
        .hasPrefix("RuntimeError: encoder_hidden_states of shape [1, 5, 12] do not fit"))
    #expect(
      message { try unet(.ones([1, 4, 4, 4]), timestep: [1, 2], encoderHiddenStates: text) }
        .hasPrefix("RuntimeError: The expanded size of the tensor (1) must match"))
  }

  @Test func saysWhatIsMissing() throws {
    let text = Tensor<Double>.ones([1, 5, 12])
    let classes = try model("class-table")
    #expect(
      message { try classes(.ones([1, 4, 4, 4]), timestep: [1], encoderHiddenStates: text) }
        == "ValueError: class_labels should be provided when num_class_embeds > 0")
    let xl = try model("sdxl")
    #expect(
      message {
        try xl(
          .ones([1, 4, 4, 4]), timestep: [1], encoderHiddenStates: text,
          added: AddedConditions(textEmbeds: .ones([1, 6])))
      }
        == "ValueError: <class 'diffusers.models.unets.unet_2d_condition.UNet2DConditionModel'> has "
        + "the config param `addition_embed_type` set to 'text_time' which requires the keyword "
        + "argument `time_ids` to be passed in `added_cond_kwargs`")
    #expect(
      message {
        try xl(
          .ones([1, 4, 4, 4]), timestep: [1], encoderHiddenStates: text,
          added: AddedConditions(textEmbeds: .ones([1, 6]), timeIds: .ones([1, 5])))
      } == "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x26 and 30x32)")
  }

  /// Self-attention in which every position sees only itself.
  private struct Identity: AttentionProcessor {
    func callAsFunction(
      _ attention: Attention<Double>, _ tokens: Tensor<Double>,
      encoderHiddenStates: Tensor<Double>?,
      bias: Tensor<Double>?
    ) -> Tensor<Double> { attention.toOut(attention.toV(tokens)) }
  }

  @Test func takesOtherProcessorsByName() throws {
    var unet = try model("stable-diffusion-1")
    let sample = Recipe.numbers("call", "sample", [1, 4, 6, 4], exponent: 1).widened(
      to: Double.self)
    let text = Recipe.numbers("call", "text", [1, 5, 12], exponent: 1).widened(to: Double.self)
    let plain = try unet(sample, timestep: [9], encoderHiddenStates: text)
    unet.attentionProcessors["mid_block.attentions.0.transformer_blocks.0.attn1"] = Identity()
    let perturbed = try unet(sample, timestep: [9], encoderHiddenStates: text)
    #expect((plain - perturbed).maxAbs() > 1e-4)
    unet.attentionProcessors = ["mid_block.attentions.7.transformer_blocks.0.attn1": Identity()]
    #expect(try unet(sample, timestep: [9], encoderHiddenStates: text).values == plain.values)
  }
}
