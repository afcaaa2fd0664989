import Tensors

/// The tasks with ControlNets, for the classes with perturbed-attention guidance, which name layers,
/// and those without.
extension StableDiffusionParts {
  /// Pictures from noise that follow a conditioning picture.
  func textToImage(
    _ run: PipelineRun<Scalar>, _ nets: ControlNets<Scalar>, perturbing layers: [String]? = nil
  ) throws -> PipelineOutput<Scalar> {
    let guidance = guidance(run, perturbing: layers ?? [])
    let prompt = try encodePrompt(run, guidance)
    let control = try ControlNetConditioning(
      run, nets, guidance, imageName: "image", size: run.askedSize, scaleFactor: scaleFactor,
      isPerturbed: layers != nil)
    var schedule = try DenoisingSchedule(run, scheduler)
    let latents = try noiseLatents(run, control.size, schedule)
    var denoiser = try denoiser(run, guidance)
    denoiser.controlNet = control
    let last = try denoiser.denoise(&schedule, loopTensors(latents, prompt, guidance))
    return try finish(run, last.latents)
  }

  /// The masked part of a picture filled in, following a conditioning picture.
  func inpainting(
    _ run: PipelineRun<Scalar>, _ nets: ControlNets<Scalar>, perturbing layers: [String]? = nil
  ) throws -> PipelineOutput<Scalar> {
    let guidance = guidance(run, perturbing: layers ?? [])
    let prompt = try encodePrompt(run, guidance)
    let picture = try MaskedPicture(run, self, run.askedSize)
    let asked: (height: Int?, width: Int?) = picture.crop == nil ? run.askedSize : picture.size
    let control = try ControlNetConditioning(
      run, nets, guidance, imageName: "control_image", size: asked, scaleFactor: scaleFactor,
      isPerturbed: layers != nil, crop: picture.crop)
    var schedule = try DenoisingSchedule(run, scheduler)
    schedule.begin(strength: run.strength)
    let inpainting = try Inpainting(
      run, self, picture.size, guidance, schedule, picture: picture)
    var denoiser = try denoiser(run, guidance)
    denoiser.controlNet = control
    if layers == nil { denoiser.timestepCond = nil }
    let last = try inpainting.denoise(
      &schedule, loopTensors(inpainting.latents, prompt, guidance), denoiser)
    return try finish(run, last.latents, overlay: inpainting.overlaid)
  }

  /// What `check_inputs` of the inpainting classes with ControlNets checks.
  func checkControlledInpainting(
    _ run: PipelineRun<Scalar>, _ nets: ControlNets<Scalar>
  ) throws {
    let checks = InputChecks(run)
    try checks.askedSize(multipleOf: 8)
    try checks.callbacksAndPrompts()
    try checks.paddingMaskCrop(image: run.arguments["control_image"])
    let control = ControlNetChecks(
      run: run, nets: nets, imageName: "control_image",
      allowsNestedLists: false)
    control.warnOfPrompts()
    try control.check()
  }
}
