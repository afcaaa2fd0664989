public import Tensors

/// Image-to-image with Flux.1, guided by a control picture beside the latents.
///
/// diffusers' `pipelines/flux/pipeline_flux_control_img2img.py`.
public enum FluxControlImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxControlImg2ImgPipeline", .imageToImage, file: "flux_control_img2img",
    inputs: [.image, .controlImage], guides: false, scale: 7, options: [.strength(0.6)], mixins: [])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components, isControlled: true)
    return DiffusionPipeline(components, row) { run in
      try parts.editPicture(run)
    }
  }
}
