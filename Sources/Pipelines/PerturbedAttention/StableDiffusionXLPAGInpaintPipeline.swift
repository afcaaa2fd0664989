public import Tensors

/// Inpainting with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl_inpaint.py`.
public enum StableDiffusionXLPAGInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
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

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionXLParts(components)
    let layers = try components.perturbedLayers()
    return DiffusionPipeline(components, row) { run in
      try parts.fillPicture(run, perturbing: layers)
    }
  }
}
