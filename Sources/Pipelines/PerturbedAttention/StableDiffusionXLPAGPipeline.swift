public import Tensors

/// Text-to-image with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl.py`.
public struct StableDiffusionXLPAGPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlPAGRow }
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

  /// Makes pictures of the call's prompts.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try parts.makePictures(try PipelineRun(call, row: Self.row), perturbing: layers)
  }
}

private let xlPAGRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLPAGPipeline", .textToImage, family: "stable-diffusion-xl-pag",
  module: "pag.pipeline_pag_sd_xl", perturbsAttention: true,
  parameters: [.prompt, .prompt2, .height, .width, .steps(50), .timesteps, .sigmas]
    + .stableDiffusionXLPrompts(guidance: 5),
  callbackTensors: .stableDiffusionXL(negativeIds: "negative_add_time_ids"))
