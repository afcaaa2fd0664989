public import Tensors

/// Inpainting with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_inpaint_sd_xl.py`.
public struct StableDiffusionXLControlNetInpaintPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlControlNetInpaintRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// Upstream's constructor warns of nothing.
  public var warnings: [String] { [] }
  private let control: StableDiffusionXLControl<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    control = try StableDiffusionXLControl(components, convertsRGB: false)
  }

  /// Fills the masked part of the call's picture, following its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try control.fillPicture(try PipelineRun(call, row: Self.row))
  }
}

private let xlControlNetInpaintRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLControlNetInpaintPipeline", .inpainting,
  family: "stable-diffusion-xl-controlnet", module: "controlnet.pipeline_controlnet_inpaint_sd_xl",
  controlNet: true,
  configuration: [("requires_aesthetics_score", false)],
  parameters: [
    .prompt, .prompt2, .image, .maskImage, Parameter("control_image", .controlImage), .height,
    .width, .paddingMaskCrop, .strength(0.9999), .steps(50), .denoisingStart,
  ] + .stableDiffusionXLPrompts(guidance: 5, pooled: false),
  adapters: [.ipAdapterImage, .ipAdapterEmbeds] + .pooledEmbeds,
  control: .controlNets(scale: 1) + [.guidanceRescale], negativeSizes: false,
  more: .aestheticScores,
  callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids") + [
    "mask", "masked_image_latents", "control_image",
  ])
