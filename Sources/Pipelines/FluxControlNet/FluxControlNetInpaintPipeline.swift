public import Tensors

/// Inpainting with Flux.1 and ControlNets.
///
/// diffusers' `pipelines/flux/pipeline_flux_controlnet_inpainting.py`.
public enum FluxControlNetInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.fluxControlNet(
    "FluxControlNetInpaintPipeline", .inpainting, file: "flux_controlnet_inpainting",
    inputs: [.image, .maskImage, .maskedImageLatents, .controlImages], guides: false,
    options: [.strength(0.6), .paddingMaskCrop], callbackTensors: ["mask", "masked_image_latents"])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try FluxControlNetParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.fillPicture(run)
    }
  }
}
