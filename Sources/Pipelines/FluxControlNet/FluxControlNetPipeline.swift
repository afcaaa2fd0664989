public import Tensors

/// Text-to-image with Flux.1 and ControlNets.
///
/// diffusers' `pipelines/flux/pipeline_flux_controlnet.py`.
public enum FluxControlNetPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.fluxControlNet(
    "FluxControlNetPipeline", .textToImage, file: "flux_controlnet")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxControlNetParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.makePictures(run)
    }
  }
}
