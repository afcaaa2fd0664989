public import Tensors

/// Image-to-image with Flux.1 and ControlNets.
///
/// diffusers' `pipelines/flux/pipeline_flux_controlnet_image_to_image.py`.
public enum FluxControlNetImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.fluxControlNet(
    "FluxControlNetImg2ImgPipeline", .imageToImage, file: "flux_controlnet_image_to_image",
    inputs: [.image, .controlImages], guides: false, options: [.strength(0.6)])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxControlNetParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.editPicture(run)
    }
  }
}
