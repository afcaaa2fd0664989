import Checkpoints
import DiffusionModels
import Schedulers
import Tensors

/// The ControlNets of a pipeline: one, or several whose samples add up.
enum SD3ControlNets<Scalar: TensorScalar>: Sendable {
  case single(SD3ControlNetModel<Scalar>)
  case multiple(SD3MultiControlNetModel<Scalar>)

  /// The component `controlnet`; one without an embedding of patches takes that of `transformer`.
  init(
    _ components: PipelineComponents<Scalar>, sharing transformer: SD3Transformer2DModel<Scalar>?
  ) throws {
    if let nets = components["controlnet"]?.value as? SD3MultiControlNetModel<Scalar> {
      self = .multiple(SD3MultiControlNetModel(nets.nets.map { $0.sharing(transformer) }))
    } else {
      let net: SD3ControlNetModel<Scalar> = try components.required("controlnet")
      self = .single(net.sharing(transformer))
    }
  }

  /// The model whose configuration counts for all.
  var first: SD3ControlNetModel<Scalar>? {
    switch self {
    case .single(let net): net
    case .multiple(let nets): nets.nets.first
    }
  }

  /// The number of models; 1 for one that is no list.
  var count: Int {
    if case .multiple(let nets) = self { return nets.nets.count }
    return 1
  }
}

/// What ControlNets contribute to each prediction of a run.
struct SD3ControlConditioning<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let nets: SD3ControlNets<Scalar>
  /// The latents of the pictures, for each ControlNet; their batch is that of the model's input.
  let pictures: [Tensor<Scalar>]
  /// The pooled text that ControlNets see, `[N, pooled_projection_dim]`.
  let pooled: Tensor<Scalar>
  /// Whether they see the text, too.
  let hasText: Bool

  /// The samples for the transformer's `input` at a step of `total`.
  func samples(
    _ input: Tensor<Scalar>, _ tensors: LoopTensors<Scalar>, _ step: DenoisingStep,
    of total: Int
  ) throws -> [Tensor<Scalar>] {
    let span = ControlGuidanceSpan(run.arguments, count: nets.count)
    let scales = try self.scales(kept: span.kept(at: step.index, of: total))
    let text = hasText ? tensors["prompt_embeds"] : nil
    return try run.traced("controlnet", "forward", inputs: inputs(input, text, step)) {
      switch nets {
      case .single(let net):
        try net(
          input, timestep: step.timestep.value, encoderHiddenStates: text,
          pooledProjections: pooled, controlnetCond: pictures[0], conditioningScale: scales[0])
      case .multiple(let nets):
        try nets(
          input, timestep: step.timestep.value, encoderHiddenStates: text,
          pooledProjections: pooled, controlnetCond: pictures, conditioningScale: scales)
      }
    } outputs: {
      outputs($0)
    }
  }

  /// The samples as a transcript has them: a tuple of one that is a list.
  private func outputs(
    _ samples: [Tensor<Scalar>]
  ) -> [(name: String, entry: Transcript<Scalar>.Entry)] {
    guard case .single = nets else {
      return samples.enumerated().map { ("controlnet_block_samples.\($0)", .floats($1)) }
    }
    guard samples.count > 1 else { return samples.map { ("sample.sample", .floats($0)) } }
    return samples.enumerated().map { ("sample.\($0)", .floats($1)) }
  }

  private func inputs(
    _ input: Tensor<Scalar>, _ text: Tensor<Scalar>?, _ step: DenoisingStep
  ) -> [(name: String, entry: Transcript<Scalar>.Entry)] {
    let time = step.entry(count: input.shape.first ?? 1) as Transcript<Scalar>.Entry
    let pooled = ("pooled_projections", Transcript.Entry.floats(self.pooled))
    let text = text.map { [("encoder_hidden_states", Transcript.Entry.floats($0))] } ?? []
    switch nets {
    case .single:
      return [("hidden_states", .floats(input)), ("controlnet_cond", .floats(pictures[0]))]
        + text + [pooled, ("timestep", time)]
    case .multiple:
      let conditions = pictures.enumerated().map {
        ("controlnet_cond.\($0)", Transcript.Entry.floats($1))
      }
      return [("hidden_states", .floats(input))] + conditions + [pooled] + text
        + [("timestep", time)]
    }
  }

  /// A factor for each ControlNet.
  private func scales(kept: [Double]) throws -> [Double] {
    let value = run.arguments["controlnet_conditioning_scale"]
    if case .single = nets {
      return [(value.elements.first?.number ?? 1) * (kept.first ?? 0)]
    }
    guard case .list(let scales) = value else { throw value.notIterable }
    return zip(scales, kept).map { ($0.number ?? 1) * $1 }
  }
}
