public import Tensors

/// Inpainting with Flux.1.
///
/// diffusers' `pipelines/flux/pipeline_flux_inpaint.py`.
public enum FluxInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxInpaintPipeline", .inpainting, file: "flux_inpaint",
    inputs: [.image, .maskImage, .maskedImageLatents], scale: 7,
    options: [.paddingMaskCrop, .strength(0.6)], mixins: [])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components, recognizesLatents: true)
    return DiffusionPipeline(components, row) { run in
      try parts.fillPicture(run)
    }
  }
}
