import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd.py`.
public enum StableDiffusionControlNetPAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionControlNetPAGPipeline", .textToImage, family: "stable-diffusion-pag",
    module: "pag.pipeline_pag_controlnet_sd", controlNet: true, acceptsUnknownArguments: false,
    perturbsAttention: true,
    parameters: [
      .prompt, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps, .sigmas,
    ]
      + .stableDiffusionPrompts(
        [.controlScale(1), .guessMode, .controlGuidanceStart, .controlGuidanceEnd],
        isPerturbed: true))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let layers = try components.perturbedLayers()
    return try StableDiffusionParts.controlled(components, row) { parts, nets, run in
      let checks = InputChecks(run)
      try checks.callbacksAndPrompts()
      try ControlNetChecks(
        run: run, nets: nets, imageName: "image",
        allowsNestedLists: false
      ).check()
      return try parts.textToImage(run, nets, perturbing: layers)
    }
  }
}
