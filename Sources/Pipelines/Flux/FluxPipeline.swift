public import Tensors

/// Text-to-image with Flux.1.
///
/// diffusers' `pipelines/flux/pipeline_flux.py`.
public enum FluxPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxPipeline", .textToImage, file: "flux")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.makePictures(run)
    }
  }
}
