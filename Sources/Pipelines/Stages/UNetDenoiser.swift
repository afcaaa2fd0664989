import DiffusionModels
import Schedulers
import Tensors

/// One guided prediction of a U-Net: what the sample becomes before the model, the traced call, and
/// what its output becomes.
///
/// A class fills in what it conditions the model on; everything absent costs nothing.
struct UNetDenoiser<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let unet: UNet2DConditionModel<Scalar>
  let guidance: Guidance<Scalar>
  /// The embedded guidance scale of a distilled model, `[N, time_cond_proj_dim]`.
  var timestepCond: Tensor<Scalar>?
  /// diffusers' `added_cond_kwargs`.
  var added: AddedConditions<Scalar>?
  /// The names of the loop's tensors whose channels follow the latents.
  var condition: [String] = []

  /// The denoiser with the guidance scale embedded where the U-Net takes it.
  init(
    _ run: PipelineRun<Scalar>, _ unet: UNet2DConditionModel<Scalar>,
    _ guidance: Guidance<Scalar>, batch: Int
  ) {
    self.run = run
    self.unet = unet
    self.guidance = guidance
    timestepCond = unet.configuration.timeCondProjDim.map {
      guidanceScaleEmbedding(guidance.scale - 1, count: batch, size: $0)
    }
  }

  /// The guided prediction for the loop's tensors at `timestep`.
  func predict(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    _ timestep: Timestep
  ) throws -> Tensor<Scalar> {
    let input = try schedule.scaledInput(guidance.doubled(tensors.latents), at: timestep)
    let sample =
      condition.isEmpty ? input : .concatenated([input] + condition.map { tensors[$0] }, 1)
    return guidance.mix(try call(sample, timestep, tensors["prompt_embeds"]))
  }

  private func call(
    _ sample: Tensor<Scalar>, _ timestep: Timestep, _ promptEmbeds: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try run.traced(
      "unet", "forward", inputs: inputs(sample, timestep, promptEmbeds)
    ) {
      try unet(
        sample, timestep: [timestep.value], encoderHiddenStates: promptEmbeds,
        timestepCond: timestepCond, added: added ?? AddedConditions())
    } outputs: {
      [("sample", .floats($0))]
    }
  }

  private func inputs(
    _ sample: Tensor<Scalar>, _ timestep: Timestep, _ promptEmbeds: Tensor<Scalar>
  ) -> [(name: String, entry: Transcript<Scalar>.Entry)] {
    [
      ("sample", .floats(sample)),
      ("timestep", DenoisingSchedule<Scalar>.entry([timestep], shape: [])),
      ("encoder_hidden_states", .floats(promptEmbeds)),
    ]
      + [
        ("timestep_cond", timestepCond), ("added_cond_kwargs.text_embeds", added?.textEmbeds),
        ("added_cond_kwargs.time_ids", added?.timeIds),
      ]
      .compactMap { name, tensor in tensor.map { (name, .floats($0)) } }
  }
}
