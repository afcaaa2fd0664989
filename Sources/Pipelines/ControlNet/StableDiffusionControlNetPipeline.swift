import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion and ControlNets.
///
/// L. Zhang et al.: Adding Conditional Control to Text-to-Image Diffusion Models (2023); diffusers'
/// `pipelines/controlnet/pipeline_controlnet.py`.
public struct StableDiffusionControlNetPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { controlNetRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>
  private let nets: ControlNets<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(components, row: Self.row, schedulerChanges: [:])
    nets = try ControlNets(components)
  }

  /// Makes pictures of the call's prompts that follow its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    try checkInputs(run)
    return try parts.textToImage(run, nets)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>) throws {
    let checks = InputChecks(run)
    try checks.callbacksAndPrompts()
    try ControlNetChecks(
      run: run, nets: nets, promptCount: parts.promptCount(run), imageName: "image",
      allowsNestedLists: true
    ).check()
  }
}

private let controlNetRow = PipelineRow.stableDiffusion(
  "StableDiffusionControlNetPipeline", .textToImage, family: "stable-diffusion-controlnet",
  module: "controlnet.pipeline_controlnet", controlNet: true,
  parameters: [
    .prompt, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps, .sigmas,
    .guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds,
    .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict,
    .crossAttention, .controlScale(1), .guessMode, .controlGuidanceStart, .controlGuidanceEnd,
    .clipSkip,
  ],
  callbackTensors: ["latents", "prompt_embeds", "negative_prompt_embeds", "image"])
