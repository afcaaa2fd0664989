public import Tensors

/// Image-to-image with Stable Diffusion XL, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_xl_img2img.py`.
public struct StableDiffusionXLControlNetPAGImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline
{
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlControlNetPAGImg2ImgRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// Upstream's constructor warns of nothing.
  public var warnings: [String] { [] }
  private let control: StableDiffusionXLControl<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    control = try StableDiffusionXLControl(components, isPerturbed: true)
  }

  /// Makes pictures that resemble the call's picture and follow its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try control.editPicture(try PipelineRun(call, row: Self.row))
  }
}

private let xlControlNetPAGImg2ImgRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLControlNetPAGImg2ImgPipeline", .imageToImage,
  family: "stable-diffusion-xl-controlnet-pag", module: "pag.pipeline_pag_controlnet_sd_xl_img2img",
  controlNet: true,
  perturbsAttention: true,
  configuration: [("requires_aesthetics_score", false)],
  parameters: [
    .prompt, .prompt2, .image, Parameter("control_image", .controlImage), .height, .width,
    .strength(0.8), .steps(50),
  ] + .stableDiffusionXLPrompts(guidance: 5, denoisingEnd: false),
  control: .controlNets(scale: 0.8), more: .aestheticScores,
  callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids"))
