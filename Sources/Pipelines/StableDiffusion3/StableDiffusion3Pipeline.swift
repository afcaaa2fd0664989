public import Tensors

/// Text-to-image with Stable Diffusion 3, with skip-layer guidance.
///
/// diffusers' `pipelines/stable_diffusion_3/pipeline_stable_diffusion_3.py`.
public enum StableDiffusion3Pipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion3(
    "StableDiffusion3Pipeline", .textToImage,
    module: "stable_diffusion_3.pipeline_stable_diffusion_3",
    parameters: .stableDiffusion3Prompts + [.height, .width, .steps(28), .sigmas, .guidance(7)],
    more: [
      Parameter("skip_guidance_layers", .numbers),
      Parameter("skip_layer_guidance_scale", .double, default: 2.8),
      Parameter("skip_layer_guidance_stop", .double, default: 0.2),
      Parameter("skip_layer_guidance_start", .double, default: 0.01), .mu,
    ],
    callbackTensors: ["latents", "prompt_embeds", "pooled_prompt_embeds"])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusion3Parts(components)
    return DiffusionPipeline(components, row) { run in try parts.makePictures(run) }
  }
}
