import Checkpoints
import Schedulers
public import Tensors

/// Image-to-image with Stable Diffusion: the schedule is entered at `strength` with the noised
/// latents of a picture.
///
/// Meng et al., SDEdit, 2022; diffusers'
/// `pipelines/stable_diffusion/pipeline_stable_diffusion_img2img.py`.
public struct StableDiffusionImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { img2imgRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: ["steps_offset": 1, "clip_sample": false])
  }

  /// Makes pictures of the call's prompts that resemble its picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    try checkInputs(run)
    return try parts.imageToImage(run)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.callbacksAndPrompts()
  }
}

private let img2imgRow = PipelineRow.stableDiffusion(
  "StableDiffusionImg2ImgPipeline", .imageToImage,
  module: "stable_diffusion.pipeline_stable_diffusion_img2img",
  parameters: [
    .prompt, .image, .strength(0.8), .steps(50), .timesteps, .sigmas, .guidance(7.5),
    .negativePrompt, .imagesPerPrompt, .eta, .generator, .promptEmbeds, .negativePromptEmbeds,
    .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .clipSkip,
  ])
