import Checkpoints
import Tensors

extension [Parameter] {
  /// `guidance_scale` to `clip_skip`, which stand together in every class on Stable Diffusion.
  ///
  /// - Parameters:
  ///   - latents: Whether the class takes the first latents.
  ///   - options: The parameters before `clip_skip`.
  ///   - isPerturbed: Whether perturbed-attention guidance's parameters follow.
  static func stableDiffusionPrompts(
    latents: Bool = true, _ options: [Parameter] = [], isPerturbed: Bool = false
  ) -> [Parameter] {
    [.guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator]
      + (latents ? [.latents] : []) + [
        .promptEmbeds, .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType,
        .returnDict, .crossAttention,
      ] + options + [.clipSkip] + (isPerturbed ? [.pagScale, .pagAdaptiveScale] : [])
  }
}

/// What the constructors of the classes share.
extension StableDiffusionParts {
  /// What upstream's constructors change of a scheduler's configuration.
  static var schedulerChanges: JSONObject { ["steps_offset": 1, "clip_sample": false] }

  /// The pipeline of a class with perturbed-attention guidance, which names layers.
  static func perturbed(
    _ components: PipelineComponents<Scalar>, _ row: PipelineRow,
    answer:
      @escaping @Sendable (Self, [String], PipelineRun<Scalar>) throws -> PipelineOutput<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try Self(components, row: row, schedulerChanges: schedulerChanges)
    let layers = try components.perturbedLayers()
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      try answer(parts, layers, run)
    }
  }

  /// The pipeline of a class with ControlNets.
  static func controlled(
    _ components: PipelineComponents<Scalar>, _ row: PipelineRow, convertsRGB: Bool = false,
    answer:
      @escaping @Sendable (Self, ControlNets<Scalar>, PipelineRun<Scalar>) throws
      -> PipelineOutput<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try Self(
      components, row: row, schedulerChanges: [:], convertsRGB: convertsRGB)
    let nets = try ControlNets(components)
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      try answer(parts, nets, run)
    }
  }
}
