public import Tensors

/// Image-to-image with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl_img2img.py`.
public struct StableDiffusionXLPAGImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlPAGImg2ImgRow }
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

  /// Makes pictures of the call's prompts that resemble its picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try parts.editPicture(try PipelineRun(call, row: Self.row), perturbing: layers)
  }
}

private let xlPAGImg2ImgRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLPAGImg2ImgPipeline", .imageToImage,
  family: "stable-diffusion-xl-pag", module: "pag.pipeline_pag_sd_xl_img2img",
  perturbsAttention: true,
  configuration: [("requires_aesthetics_score", false)],
  parameters: [
    .prompt, .prompt2, .image, .strength(0.3), .steps(50), .timesteps, .sigmas, .denoisingStart,
  ] + .stableDiffusionXLPrompts(guidance: 5),
  more: .aestheticScores,
  callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids"))
