import Checkpoints
public import Tensors

/// Inpainting with Stable Diffusion and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_inpaint.py`.
public struct StableDiffusionControlNetInpaintPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { controlNetInpaintRow }
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

  /// Fills the masked part of the call's picture, following its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    try parts.checkControlledInpainting(run, nets)
    return try parts.inpainting(run, nets)
  }
}

private let controlNetInpaintRow = PipelineRow.stableDiffusion(
  "StableDiffusionControlNetInpaintPipeline", .inpainting,
  family: "stable-diffusion-controlnet", module: "controlnet.pipeline_controlnet_inpaint",
  controlNet: true,
  parameters: [
    .prompt, .image, .maskImage, Parameter("control_image", .controlImage), .height, .width,
    .paddingMaskCrop, .strength(1), .steps(50), .guidance(7.5), .negativePrompt, .imagesPerPrompt,
    .eta, .generator, .latents, .promptEmbeds, .negativePromptEmbeds, .ipAdapterImage,
    .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .controlScale(0.5), .guessMode,
    .controlGuidanceStart, .controlGuidanceEnd, .clipSkip,
  ],
  callbackTensors: ["latents", "prompt_embeds", "negative_prompt_embeds", "control_image"])
