import Checkpoints
public import Tensors

/// Inpainting with Stable Diffusion, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_inpaint.py`.
public enum StableDiffusionControlNetPAGInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionControlNetPAGInpaintPipeline", .inpainting, family: "stable-diffusion-pag",
    module: "pag.pipeline_pag_controlnet_sd_inpaint", controlNet: true,
    acceptsUnknownArguments: false, perturbsAttention: true,
    parameters: [
      .prompt, .image, .maskImage, .controlImages, .height, .width,
      .paddingMaskCrop, .strength(1), .steps(50),
    ]
      + .stableDiffusionPrompts(
        [.controlScale(0.5), .controlGuidanceStart, .controlGuidanceEnd], isPerturbed: true))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let layers = try components.perturbedLayers()
    return try StableDiffusionParts.controlled(components, row) { parts, nets, run in
      try parts.checkControlledInpainting(run, nets)
      return try parts.inpainting(run, nets, perturbing: layers)
    }
  }
}
