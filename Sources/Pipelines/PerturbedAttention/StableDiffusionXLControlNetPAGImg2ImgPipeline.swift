public import Tensors

/// Image-to-image with Stable Diffusion XL, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_xl_img2img.py`.
public enum StableDiffusionXLControlNetPAGImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLControlNetPAGImg2ImgPipeline", .imageToImage,
    family: "stable-diffusion-xl-controlnet-pag",
    module: "pag.pipeline_pag_controlnet_sd_xl_img2img",
    controlNet: true,
    perturbsAttention: true,
    configuration: [("requires_aesthetics_score", false)],
    parameters: [
      .prompt, .prompt2, .image, Parameter("control_image", .controlImage), .height, .width,
      .strength(0.8), .steps(50),
    ] + .stableDiffusionXLPrompts(guidance: 5, denoisingEnd: false),
    control: .controlNets(scale: 0.8), more: .aestheticScores,
    callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids"))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let control = try StableDiffusionXLControl(components, isPerturbed: true)
    return DiffusionPipeline(components, row) { run in
      try control.editPicture(run)
    }
  }
}
