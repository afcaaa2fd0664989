public import Tensors

/// Inpainting with Flux.1, guided by a control picture beside the latents.
///
/// diffusers' `pipelines/flux/pipeline_flux_control_inpaint.py`.
public enum FluxControlInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxControlInpaintPipeline", .inpainting, file: "flux_control_inpaint",
    inputs: [.image, .controlImage, .maskImage, .maskedImageLatents], guides: false, scale: 7,
    options: [.strength(0.6)])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components, isControlled: true)
    return DiffusionPipeline(components, row) { run in
      try parts.fillControlledPicture(run)
    }
  }
}
