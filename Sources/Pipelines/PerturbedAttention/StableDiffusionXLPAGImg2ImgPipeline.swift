public import Tensors

/// Image-to-image with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl_img2img.py`.
public enum StableDiffusionXLPAGImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLPAGImg2ImgPipeline", .imageToImage,
    family: "stable-diffusion-xl-pag", module: "pag.pipeline_pag_sd_xl_img2img",
    perturbsAttention: true,
    configuration: [("requires_aesthetics_score", false)],
    parameters: [
      .prompt, .prompt2, .image, .strength(0.3), .steps(50), .timesteps, .sigmas, .denoisingStart,
    ] + .stableDiffusionXLPrompts(guidance: 5),
    more: .aestheticScores,
    callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids"))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionXLParts(components)
    let layers = try components.perturbedLayers()
    return DiffusionPipeline(components, row) { run in
      try parts.editPicture(run, perturbing: layers)
    }
  }
}
