public import Tensors

/// Text-to-image with Stable Diffusion XL, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_xl.py`.
public struct StableDiffusionXLControlNetPAGPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlControlNetPAGRow }
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

  /// Makes pictures of the call's prompts that follow its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try control.makePictures(try PipelineRun(call, row: Self.row))
  }
}

private let xlControlNetPAGRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLControlNetPAGPipeline", .textToImage,
  family: "stable-diffusion-xl-controlnet-pag", module: "pag.pipeline_pag_controlnet_sd_xl",
  controlNet: true,
  perturbsAttention: true,
  parameters: [
    .prompt, .prompt2, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps,
    .sigmas,
  ] + .stableDiffusionXLPrompts(guidance: 5),
  control: [.controlScale(1), .controlGuidanceStart, .controlGuidanceEnd],
  callbackTensors: .stableDiffusionXL(negativeIds: "negative_add_time_ids"))
