public import Tensors

/// Text-to-image with Flux.1, guided by a control picture beside the latents.
///
/// diffusers' `pipelines/flux/pipeline_flux_control.py`.
public enum FluxControlPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.flux(
    "FluxControlPipeline", .textToImage, file: "flux_control", inputs: [.controlImage],
    guides: false)

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxParts(components, isControlled: true, recognizesLatents: true)
    return DiffusionPipeline(components, row) { run in
      try parts.makePictures(run)
    }
  }
}
