/// The sorts of classes on Stable Diffusion XL with ControlNets.
enum StableDiffusionXLControlSort: String {
  /// Ordinary ControlNets.
  case plain = ""
  /// Union models.
  case union = "-union"
  /// Ordinary ControlNets and perturbed-attention guidance.
  case perturbed = "-pag"
}

extension PipelineRow {
  /// The row of a class on Stable Diffusion XL with ControlNets.
  ///
  /// - Parameter module: The Python file.
  static func stableDiffusionXLControl(
    _ name: String, _ task: PipelineTask, _ sort: StableDiffusionXLControlSort, module: String
  ) -> PipelineRow {
    let makes = task == .textToImage
    let fills = task == .inpainting
    var control: [Parameter] = .controlNets(scale: task == .imageToImage ? 0.8 : 1)
    if makes && sort == .perturbed { control.removeAll { $0.name == "guess_mode" } }
    if sort == .union { control.append(.controlMode) }
    if fills { control.append(.guidanceRescale) }
    let row = stableDiffusionXL(
      name, task, family: "stable-diffusion-xl-controlnet\(sort.rawValue)", module: module,
      controlNet: true, isUnion: sort == .union, perturbsAttention: sort == .perturbed,
      takesCallbackSteps: !(makes && sort == .union),
      configuration: makes ? [] : [("requires_aesthetics_score", false)],
      parameters: .controlled(task, sort)
        + .stableDiffusionXLPrompts(
          guidance: 5, denoisingEnd: task != .imageToImage, pooled: !fills),
      adapters: [.ipAdapterImage, .ipAdapterEmbeds] + (fills ? .pooledEmbeds : []),
      control: control, negativeSizes: !fills, more: makes ? [] : .aestheticScores,
      callbackTensors: .controlled(task, sort))
    // Upstream's loop does not take these back from a callback.
    return fills
      ? row.fixing("add_text_embeds", "add_time_ids", "mask", "masked_image_latents") : row
  }
}

extension [Parameter] {
  /// The parameters up to `denoising_end`.
  fileprivate static func controlled(
    _ task: PipelineTask, _ sort: StableDiffusionXLControlSort
  ) -> [Parameter] {
    let picture = Parameter(
      task == .textToImage && sort != .union ? "image" : "control_image", .controlImage)
    return switch task {
    case .textToImage:
      [.prompt, .prompt2, picture, .height, .width, .steps(50), .timesteps, .sigmas]
    case .imageToImage:
      [.prompt, .prompt2, .image, picture, .height, .width, .strength(0.8), .steps(50)]
    case .inpainting:
      [
        .prompt, .prompt2, .image, .maskImage, picture, .height, .width, .paddingMaskCrop,
        .strength(0.9999), .steps(50), .denoisingStart,
      ]
    }
  }
}

extension [String] {
  /// What a callback may ask for.
  fileprivate static func controlled(
    _ task: PipelineTask, _ sort: StableDiffusionXLControlSort
  ) -> [String] {
    let makes = task == .textToImage
    let embeddings: [String] =
      sort == .union
      ? ["latents", "prompt_embeds", "add_text_embeds", "add_time_ids"]
      : .stableDiffusionXL(negativeIds: makes ? "negative_add_time_ids" : "add_neg_time_ids")
    let masks = task == .inpainting ? ["mask", "masked_image_latents"] : []
    let picture =
      switch sort {
      case .plain: [makes ? "image" : "control_image"]
      case .union: makes ? [] : ["control_image"]
      case .perturbed: [String]()
      }
    return embeddings + masks + picture
  }
}
