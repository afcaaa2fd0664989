import Checkpoints
public import Tensors

/// Inpainting with Stable Diffusion, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_inpaint.py`.
public struct StableDiffusionControlNetPAGInpaintPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { controlNetPAGInpaintRow }
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

  /// Fills the masked part of the call's picture, following its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    try parts.checkControlledInpainting(run, nets)
    return try parts.inpainting(run, nets, perturbing: layers)
  }
}

private let controlNetPAGInpaintRow = PipelineRow.stableDiffusion(
  "StableDiffusionControlNetPAGInpaintPipeline", .inpainting, family: "stable-diffusion-pag",
  module: "pag.pipeline_pag_controlnet_sd_inpaint", controlNet: true,
  acceptsUnknownArguments: false, perturbsAttention: true,
  parameters: [
    .prompt, .image, .maskImage, Parameter("control_image", .controlImage), .height, .width,
    .paddingMaskCrop, .strength(1), .steps(50), .guidance(7.5), .negativePrompt, .imagesPerPrompt,
    .eta, .generator, .latents, .promptEmbeds, .negativePromptEmbeds, .ipAdapterImage,
    .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .controlScale(0.5),
    .controlGuidanceStart, .controlGuidanceEnd, .clipSkip, .pagScale, .pagAdaptiveScale,
  ])
