import Checkpoints
import Images
import Schedulers
public import Tensors

/// Inpainting with Stable Diffusion: with a U-Net of 9 channels, which sees the mask and the masked
/// picture, or one of 4, whose latents outside the mask are put back after every step.
///
/// diffusers' `pipelines/stable_diffusion/pipeline_stable_diffusion_inpaint.py`.
public enum StableDiffusionInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionInpaintPipeline", .inpainting,
    module: "stable_diffusion.pipeline_stable_diffusion_inpaint",
    parameters: [
      .prompt, .image, .maskImage,
      .maskedImageLatents, .height, .width,
      .paddingMaskCrop, .strength(1), .steps(50), .timesteps, .sigmas,
    ] + .stableDiffusionPrompts(),
    callbackTensors: [
      "latents", "prompt_embeds", "negative_prompt_embeds", "mask", "masked_image_latents",
    ])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionParts<Scalar>(
      components, row: row, schedulerChanges: ["steps_offset": 1, "skip_prk_steps": true])
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      let size = parts.size(run)
      let checks = InputChecks(run)
      try checks.strength()
      try checks.size(size.height, size.width, multipleOf: parts.scaleFactor)
      try checks.callbacksAndPrompts()
      try checks.paddingMaskCrop()
      return try parts.inpainting(run, size)
    }
  }
}
