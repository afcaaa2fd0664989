public import Tensors

/// Image-to-image with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_sd_xl_img2img.py`.
public struct StableDiffusionXLControlNetImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlControlNetImg2ImgRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// Upstream's constructor warns of nothing.
  public var warnings: [String] { [] }
  private let control: StableDiffusionXLControl<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    control = try StableDiffusionXLControl(components)
  }

  /// Makes pictures that resemble the call's picture and follow its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try control.editPicture(try PipelineRun(call, row: Self.row))
  }
}

private let xlControlNetImg2ImgRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLControlNetImg2ImgPipeline", .imageToImage,
  family: "stable-diffusion-xl-controlnet", module: "controlnet.pipeline_controlnet_sd_xl_img2img",
  controlNet: true,
  configuration: [("requires_aesthetics_score", false)],
  parameters: [
    .prompt, .prompt2, .image, Parameter("control_image", .controlImage), .height, .width,
    .strength(0.8), .steps(50),
  ] + .stableDiffusionXLPrompts(guidance: 5, denoisingEnd: false),
  control: .controlNets(scale: 0.8), more: .aestheticScores,
  callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids") + ["control_image"])
