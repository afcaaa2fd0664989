public import Tensors

/// Image-to-image with Flux.1.
///
/// diffusers' `pipelines/flux/pipeline_flux_img2img.py`.
public enum FluxImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxImg2ImgPipeline", .imageToImage, file: "flux_img2img", inputs: [.image], scale: 7,
    options: [.strength(0.6)])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components, recognizesLatents: true)
    return DiffusionPipeline(components, row) { run in
      try parts.editPicture(run)
    }
  }
}
