public import Tensors

/// Text-to-image and image-to-image with Flux.1 Kontext, which sees a picture as further tokens.
///
/// diffusers' `pipelines/flux/pipeline_flux_kontext.py`.
public enum FluxKontextPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxKontextPipeline", .imageToImage, file: "flux_kontext", inputs: [.image], more: .kontext)

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.makeInContext(run)
    }
  }
}
