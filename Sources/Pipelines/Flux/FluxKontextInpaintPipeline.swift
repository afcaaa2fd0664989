public import Tensors

/// Inpainting with Flux.1 Kontext, which sees the picture or a reference as further tokens.
///
/// diffusers' `pipelines/flux/pipeline_flux_kontext_inpaint.py`.
public enum FluxKontextInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxKontextInpaintPipeline", .inpainting, file: "flux_kontext_inpaint",
    inputs: [.image, Parameter("image_reference", .image), .maskImage],
    options: [.strength(1), .paddingMaskCrop], more: .kontext)

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.fillInContext(run)
    }
  }
}
