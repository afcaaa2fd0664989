import Checkpoints
import Images
import Tensors

/// Stable Diffusion XL with ControlNets, and with perturbed-attention guidance where a class has it:
/// what the classes do.
struct StableDiffusionXLControl<Scalar: TensorScalar> {
  let parts: StableDiffusionXLParts<Scalar>
  private let nets: ControlNets<Scalar>
  /// The layers of perturbed-attention guidance; nil in classes without it.
  private let layers: [String]?

  /// The pipeline of a class of the given sort.
  static func pipeline(
    _ components: PipelineComponents<Scalar>, _ row: PipelineRow,
    _ sort: StableDiffusionXLControlSort
  ) throws -> DiffusionPipeline<Scalar> {
    let control = try Self(components, sort, convertsRGB: row.task != .inpainting)
    return DiffusionPipeline(components, row) { run in
      switch row.task {
      case .textToImage: try control.makePictures(run)
      case .imageToImage: try control.editPicture(run)
      case .inpainting: try control.fillPicture(run)
      }
    }
  }

  private init(
    _ components: PipelineComponents<Scalar>, _ sort: StableDiffusionXLControlSort,
    convertsRGB: Bool
  ) throws {
    parts = try StableDiffusionXLParts(components, convertsRGB: convertsRGB)
    nets = try ControlNets(components, isUnion: sort == .union)
    layers = sort == .perturbed ? try components.perturbedLayers() : nil
  }

  /// Text-to-image.
  func makePictures(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let checks = InputChecks(run)
    try checks.callbacksAndPrompts(["", "_2"])
    let imageName = nets.isUnion ? "control_image" : "image"
    try checkControl(run, imageName: imageName)
    let guidance = parts.guidance(run, perturbing: layers ?? [])
    let prompt = try parts.encodePrompt(run, guidance)
    var control = try conditioning(run, guidance, imageName: imageName, size: run.askedSize)
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    control.stepCount = schedule.timesteps.count
    let latents = try parts.noiseLatents(run, control.size, schedule)
    let ids = try parts.sizes(run, prompt, control.size).making(
      batch: run.batchSize, guidance)
    try schedule.endEnsemble()
    var denoiser = try parts.denoiser(run, guidance)
    denoiser.controlNet = control
    let last = try denoiser.denoise(
      &schedule, parts.loopTensors(latents, prompt, timeIds: ids, guidance))
    return try parts.finish(run, last.latents)
  }

  /// Image-to-image.
  func editPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.steps()
    try checks.callbacksAndPrompts(["", "_2"])
    try checkControl(run, imageName: "control_image")
    let guidance = parts.guidance(run, perturbing: layers ?? [], isAlwaysMixed: true)
    let prompt = try parts.encodePrompt(run, guidance)
    let size = run.askedSize
    let image = try parts.imageProcessor.preprocess(
      run.arguments.imageInput("image"), height: size.height, width: size.width, warn: run.warn)
    let control = try conditioning(run, guidance, imageName: "control_image", size: size)
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    schedule.begin(strength: run.arguments.double("strength") ?? 0.8)
    let latents =
      try run.arguments.tensor("latents")
      ?? PictureLatents(
        run: run, parts: parts, isNormalized: true, warnsOfDuplicates: false
      ).latents(of: image, schedule, at: schedule.firstTimestep(count: run.batchSize))
    try checkScores(run)
    let tensors = try parts.editingTensors(
      run, latents, prompt, guidance, &schedule, size: control.size)
    let last = try denoiser(run, guidance, control).denoise(&schedule, tensors)
    return try parts.finish(run, last.latents)
  }

  /// Inpainting.
  func fillPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.steps()
    try checks.callbacksAndPrompts(["", "_2"])
    // Union classes have made a list of the picture by now, so that cropping is always an error.
    let pictures = run.arguments["control_image"]
    try checks.paddingMaskCrop(image: nets.isUnion ? .list(pictures.elements) : pictures)
    try checkControl(run, imageName: "control_image")
    let guidance = parts.guidance(run, isAlwaysMixed: true)
    let prompt = try parts.encodePrompt(run, guidance)
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    try schedule.beginEnsemble()
    try schedule.requireSteps()
    var (picture, control) = try maskedPicture(run, guidance)
    control.stepCount = schedule.timesteps.count
    let inpainting = try Inpainting(
      run, parts, picture.size, guidance, schedule, picture: picture,
      addsNoise: run.arguments["denoising_start"].isNull, takesMaskChannels: !nets.isUnion)
    let tensors = try parts.editingTensors(run, inpainting.latents, prompt, guidance, &schedule)
    let last = try inpainting.denoise(&schedule, tensors, denoiser(run, guidance, control))
    // Upstream's decoding leaves the VAE's statistics out.
    return try parts.finish(
      run, last.latents, isNormalized: false, overlay: inpainting.overlaid)
  }

  /// The picture to fill and the ControlNets' part. Union classes take the mask at the size of the
  /// conditioning picture.
  private func maskedPicture(
    _ run: PipelineRun<Scalar>, _ guidance: Guidance<Scalar>
  ) throws -> (picture: MaskedPicture<Scalar>, control: ControlNetConditioning<Scalar>) {
    func control(
      _ size: (height: Int?, width: Int?), _ crop: CropRegion?
    ) throws -> ControlNetConditioning<Scalar> {
      // Here a ControlNet that pools globally does not imply guess mode.
      try conditioning(
        run, guidance, imageName: "control_image", size: size,
        guessMode: run.arguments.bool("guess_mode") ?? false, crop: crop)
    }
    guard nets.isUnion else {
      let picture = try MaskedPicture(run, parts, run.askedSize)
      let isCropped = picture.crop != nil
      return (picture, try control(isCropped ? picture.size : run.askedSize, picture.crop))
    }
    let control = try control(run.askedSize, nil)
    return (try MaskedPicture(run, parts, run.askedSize, maskSize: control.size), control)
  }

  /// torch's error where a score that is a float follows a size that is a `torch.Size`.
  private func checkScores(_ run: PipelineRun<Scalar>) throws {
    guard parts.requiresAestheticsScore, !nets.isUnion, !run.arguments["original_size"].isTrue
    else { return }
    for name in ["aesthetic_score", "negative_aesthetic_score"] {
      guard case .double = run.arguments[name] else { continue }
      throw PythonError.type("torch.Size() takes an iterable of 'int' (item 4 is 'float')")
    }
  }

  private func checkControl(_ run: PipelineRun<Scalar>, imageName: String) throws {
    try InputChecks(run).pooledEmbeddings()
    let checks = ControlNetChecks(
      run: run, nets: nets, imageName: imageName,
      allowsNestedLists: false)
    checks.warnOfPrompts()
    try checks.check()
  }

  /// The ControlNets' part; guess mode is never on with perturbed attention.
  private func conditioning(
    _ run: PipelineRun<Scalar>, _ guidance: Guidance<Scalar>, imageName: String,
    size: (height: Int?, width: Int?), guessMode: Bool? = nil, crop: CropRegion? = nil
  ) throws -> ControlNetConditioning<Scalar> {
    try ControlNetConditioning(
      run, nets, guidance, imageName: imageName, size: size, scaleFactor: parts.scaleFactor,
      guessMode: layers == nil ? guessMode : false,
      isPerturbed: layers != nil, crop: crop)
  }

  /// The U-Net, which is not told the guidance scale, with the ControlNets.
  private func denoiser(
    _ run: PipelineRun<Scalar>, _ guidance: Guidance<Scalar>,
    _ control: ControlNetConditioning<Scalar>
  ) throws -> UNetDenoiser<Scalar> {
    var denoiser = try parts.denoiser(run, guidance)
    denoiser.controlNet = control
    denoiser.timestepCond = nil
    return denoiser
  }
}
