public import Tensors

/// Inpainting with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl_inpaint.py`.
public struct StableDiffusionXLPAGInpaintPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlPAGInpaintRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// Upstream's constructor warns of nothing.
  public var warnings: [String] { [] }
  private let parts: StableDiffusionXLParts<Scalar>
  private let layers: [String]

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionXLParts(components)
    layers = try components.perturbedLayers()
  }

  /// Fills the masked part of the call's picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try parts.fillPicture(try PipelineRun(call, row: Self.row), perturbing: layers)
  }
}

private let xlPAGInpaintRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLPAGInpaintPipeline", .inpainting,
  family: "stable-diffusion-xl-pag", module: "pag.pipeline_pag_sd_xl_inpaint",
  perturbsAttention: true,
  configuration: [("requires_aesthetics_score", false)],
  parameters: [
    .prompt, .prompt2, .image, .maskImage, .maskedImageLatents, .height, .width, .paddingMaskCrop,
    .strength(0.9999), .steps(50), .timesteps, .sigmas, .denoisingStart,
  ] + .stableDiffusionXLPrompts(guidance: 7.5),
  more: .aestheticScores,
  callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids") + [
    "mask", "masked_image_latents",
  ])
