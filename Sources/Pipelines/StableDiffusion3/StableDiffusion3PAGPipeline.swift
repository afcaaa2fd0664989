public import Tensors

/// Text-to-image with Stable Diffusion 3 and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_3.py`.
public enum StableDiffusion3PAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion3(
    "StableDiffusion3PAGPipeline", .textToImage, module: "pag.pipeline_pag_sd_3",
    perturbsAttention: true,
    parameters: .stableDiffusion3Prompts + [.height, .width, .steps(28), .sigmas, .guidance(7)])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusion3Parts(components)
    let layers = try components.perturbedLayers(default: "blocks.1")
    return DiffusionPipeline(components, row) { run in
      try parts.makePictures(run, perturbing: layers)
    }
  }
}
