import Tensors

extension PipelineRow {
  /// The row of a class for one task of Stable Diffusion XL, with perturbed-attention guidance or
  /// without.
  ///
  /// - Parameter module: The Python file.
  static func stableDiffusionXL(
    _ name: String, _ task: PipelineTask, isPerturbed: Bool, module: String
  ) -> PipelineRow {
    let makes = task == .textToImage
    let masks = task == .inpainting ? ["mask", "masked_image_latents"] : []
    let embeddings: [String] =
      isPerturbed
      ? .stableDiffusionXL(negativeIds: makes ? "negative_add_time_ids" : "add_neg_time_ids")
      : ["latents", "prompt_embeds", "add_text_embeds", "add_time_ids"]
    return stableDiffusionXL(
      name, task, family: isPerturbed ? "stable-diffusion-xl-pag" : "stable-diffusion-xl",
      module: module, perturbsAttention: isPerturbed,
      configuration: makes ? [] : [("requires_aesthetics_score", false)],
      parameters: .stableDiffusionXL(task)
        + .stableDiffusionXLPrompts(guidance: task == .inpainting ? 7.5 : 5),
      more: makes ? [] : .aestheticScores, callbackTensors: embeddings + masks)
  }
}

extension [Parameter] {
  /// The parameters up to `denoising_end`.
  fileprivate static func stableDiffusionXL(_ task: PipelineTask) -> [Parameter] {
    switch task {
    case .textToImage: [.prompt, .prompt2, .height, .width, .steps(50), .timesteps, .sigmas]
    case .imageToImage:
      [.prompt, .prompt2, .image, .strength(0.3), .steps(50), .timesteps, .sigmas, .denoisingStart]
    case .inpainting:
      [
        .prompt, .prompt2, .image, .maskImage, .maskedImageLatents, .height, .width,
        .paddingMaskCrop, .strength(0.9999), .steps(50), .timesteps, .sigmas, .denoisingStart,
      ]
    }
  }
}

extension StableDiffusionXLParts {
  /// The pipeline of a class for one task.
  static func pipeline(
    _ components: PipelineComponents<Scalar>, _ row: PipelineRow, isPerturbed: Bool
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try Self(components)
    let layers = isPerturbed ? try components.perturbedLayers() : nil
    return DiffusionPipeline(components, row) { run in
      switch row.task {
      case .textToImage: try parts.makePictures(run, perturbing: layers ?? [])
      case .imageToImage: try parts.editPicture(run, perturbing: layers ?? [])
      case .inpainting: try parts.fillPicture(run, perturbing: layers)
      }
    }
  }
}
