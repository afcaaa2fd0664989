public import Tensors

/// Text-to-image with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_sd_xl.py`.
public struct StableDiffusionXLControlNetPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { xlControlNetRow }
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

  /// Makes pictures of the call's prompts that follow its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try control.makePictures(try PipelineRun(call, row: Self.row))
  }
}

private let xlControlNetRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLControlNetPipeline", .textToImage, family: "stable-diffusion-xl-controlnet",
  module: "controlnet.pipeline_controlnet_sd_xl", controlNet: true,
  parameters: [
    .prompt, .prompt2, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps,
    .sigmas,
  ] + .stableDiffusionXLPrompts(guidance: 5),
  control: .controlNets(scale: 1),
  callbackTensors: .stableDiffusionXL(negativeIds: "negative_add_time_ids") + ["image"])
