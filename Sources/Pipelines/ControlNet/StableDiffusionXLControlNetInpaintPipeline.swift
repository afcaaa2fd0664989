public import Tensors

/// Inpainting with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_inpaint_sd_xl.py`.
public enum StableDiffusionXLControlNetInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLControlNetInpaintPipeline", .inpainting,
    family: "stable-diffusion-xl-controlnet",
    module: "controlnet.pipeline_controlnet_inpaint_sd_xl",
    controlNet: true,
    configuration: [("requires_aesthetics_score", false)],
    parameters: [
      .prompt, .prompt2, .image, .maskImage, Parameter("control_image", .controlImage), .height,
      .width, .paddingMaskCrop, .strength(0.9999), .steps(50), .denoisingStart,
    ] + .stableDiffusionXLPrompts(guidance: 5, pooled: false),
    adapters: [.ipAdapterImage, .ipAdapterEmbeds] + .pooledEmbeds,
    control: .controlNets(scale: 1) + [.guidanceRescale], negativeSizes: false,
    more: .aestheticScores,
    callbackTensors: .stableDiffusionXL(negativeIds: "add_neg_time_ids") + [
      "mask", "masked_image_latents", "control_image",
    ])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let control = try StableDiffusionXLControl(components, convertsRGB: false)
    return DiffusionPipeline(components, row) { run in
      try control.fillPicture(run)
    }
  }
}
