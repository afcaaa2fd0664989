import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors

/// Flux's components with ControlNets, and the tasks in upstream's order.
struct FluxControlNetParts<Scalar: TensorScalar>: Sendable {
  private let parts: FluxParts<Scalar>
  private let nets: FluxControlNets<Scalar>

  /// Takes the components.
  ///
  /// - Throws: `CheckpointError` for a component that the reference cannot use there.
  init(_ components: PipelineComponents<Scalar>) throws {
    parts = try FluxParts(components)
    nets = try FluxControlNets(components)
  }

  /// Text-to-image.
  func makePictures(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let asked = parts.size(run)
    try parts.checkInputs(run, asked, comparesShapes: true)
    let prompts = try parts.prompts(run)
    let pictures = try FluxControlPictures(run, parts, nets, asked)
    let modes = try FluxControlModes(
      run.arguments["control_mode"], nets, pictures: pictures.conditions)
    let start = try parts.startFromNoise(run, pictures.size)
    let schedule = try DenoisingSchedule(run, parts.scheduler, tokens: tokenCount(start))
    let denoiser = try self.denoiser(
      run, pictures.size, prompts, pictures, modes, schedule, keepsIntegers: true)
    return try parts.finish(run, pictures.size, from: start, schedule, denoiser)
  }

  /// Image-to-image.
  func editPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let asked = parts.size(run)
    try parts.checkInputs(run, asked, toleratesHalves: true)
    let prompts = try parts.prompts(run)
    let image = try parts.imageProcessor.preprocess(
      run.arguments.imageInput("image"), height: asked.height, width: asked.width, warn: run.warn)
    let pictures = try FluxControlPictures(run, parts, nets, asked)
    let modes = FluxControlModes(columnOf: run.arguments["control_mode"], nets)
    let schedule = try parts.schedule(run, pictures.size, mayBeEmpty: true)
    let start = try parts.start(
      run, pictures.size, schedule, picture: pictureLatents(run, image))
    let denoiser = try self.denoiser(
      run, pictures.size, prompts, pictures, modes, schedule, keepsIntegers: true)
    return try parts.finish(run, pictures.size, from: start, schedule, denoiser)
  }

  /// Inpainting. The size of control pictures counts for these alone.
  func fillPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let size = parts.size(run)
    try parts.checkInputs(run, size)
    let prompts = try parts.prompts(run)
    let picture = try MaskedPicture(
      run, parts.imageProcessor, mask: parts.maskProcessor, (size.height, size.width))
    let pictures = try FluxControlPictures(run, parts, nets, size)
    let modes = FluxControlModes(columnOf: run.arguments["control_mode"], nets)
    let schedule = try parts.schedule(run, size)
    try InputChecks(run).generators(batch: run.batchSize)
    let image = try pictureLatents(run, picture.image)
    let start = try FluxPictureStart(run, parts, size, schedule, image: image)
    let known = try parts.knownPart(run, picture, size, start)
    let denoiser = try self.denoiser(run, size, prompts, pictures, modes, schedule)
    return try parts.finish(run, size, from: start.latents, schedule, denoiser, known: known)
  }

  private func pictureLatents(
    _ run: PipelineRun<Scalar>, _ image: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try duplicated(parts.latentImages(run).encode(image), to: run.batchSize)
  }

  /// - Parameter keepsIntegers: Whether a whole guidance scale stays one.
  private func denoiser(
    _ run: PipelineRun<Scalar>, _ size: FluxSize, _ prompts: FluxPrompts<Scalar>,
    _ pictures: FluxControlPictures<Scalar>, _ modes: FluxControlModes<Scalar>,
    _ schedule: DenoisingSchedule<Scalar>, keepsIntegers: Bool = false
  ) throws -> FluxDenoiser<Scalar> {
    var denoiser = try parts.denoiser(run, size, prompts)
    denoiser.guidance.keepsIntegers = keepsIntegers
    denoiser.control = FluxControlNetConditioning(
      run: run, nets: nets, pictures: pictures, modes: modes, guidance: denoiser.guidance,
      places: denoiser.places, stepCount: schedule.timesteps.count)
    return denoiser
  }
}
