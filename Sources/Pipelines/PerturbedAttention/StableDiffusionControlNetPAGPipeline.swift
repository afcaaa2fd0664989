import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd.py`.
public struct StableDiffusionControlNetPAGPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { controlNetPAGRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>
  private let nets: ControlNets<Scalar>
  private let layers: [String]

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: [:])
    nets = try ControlNets(components)
    layers = try components.perturbedLayers()
  }

  /// Makes pictures of the call's prompts that follow its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let checks = InputChecks(run)
    try checks.callbacksAndPrompts()
    try ControlNetChecks(
      run: run, nets: nets, promptCount: parts.promptCount(run), imageName: "image",
      allowsNestedLists: false
    ).check()
    return try parts.textToImage(run, nets, perturbing: layers)
  }
}

private let controlNetPAGRow = PipelineRow.stableDiffusion(
  "StableDiffusionControlNetPAGPipeline", .textToImage, family: "stable-diffusion-pag",
  module: "pag.pipeline_pag_controlnet_sd", controlNet: true, acceptsUnknownArguments: false,
  perturbsAttention: true,
  parameters: [
    .prompt, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps, .sigmas,
    .guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds,
    .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict,
    .crossAttention, .controlScale(1), .guessMode, .controlGuidanceStart, .controlGuidanceEnd,
    .clipSkip, .pagScale, .pagAdaptiveScale,
  ])
