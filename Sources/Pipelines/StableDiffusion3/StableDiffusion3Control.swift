import Checkpoints
import DiffusionModels
import Images
import Tensors

/// Stable Diffusion 3 with ControlNets.
struct StableDiffusion3Control<Scalar: TensorScalar>: Sendable {
  private let parts: StableDiffusion3Parts<Scalar>
  private let nets: SD3ControlNets<Scalar>

  /// - Parameter fillsIn: Whether pictures come with a mask.
  init(_ components: PipelineComponents<Scalar>, fillsIn: Bool = false) throws {
    parts = try StableDiffusion3Parts(components, convertsRGB: fillsIn)
    nets = try SD3ControlNets(components, sharing: fillsIn ? nil : parts.transformer)
    if fillsIn, case .multiple = nets {
      throw PythonError(
        type: .attributeError, message: "'list' object has no attribute '__module__'")
    }
  }

  /// Text-to-image.
  func makePictures(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let start = try parts.start(run, ignoresPatches: true)
    let pictures = try self.pictures(run, start.size).map { start.guidance.copied($0) }
    let latentsOfPictures = try pictures.map {
      try parts.latentImages(run, isShifted: !forcesZeros).encode($0, .sampleGlobally)
    }
    var pictureSize = start.size
    if case .single = nets { pictureSize = (pictures[0].extent(-2), pictures[0].extent(-1)) }
    let schedule = try DenoisingSchedule(run, parts.scheduler)
    let latents = try parts.noiseLatents(run, pictureSize)
    var denoiser = try StableDiffusion3Denoiser(run, parts, start)
    denoiser.control = SD3ControlConditioning(
      run: run, nets: nets, pictures: latentsOfPictures,
      pooled: forcesZeros ? .zeros(start.pooled.shape) : try given(run) ?? start.pooled,
      hasText: nets.first?.configuration.jointAttentionDim != nil)
    return try parts.finish(run, try denoiser.denoise(latents, schedule))
  }

  /// Inpainting.
  func fillPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let start = try parts.start(run)
    let picture = start.guidance.copied(try maskedPicture(run, start.size))
    let pooled = start.pooled
    let givenPooled =
      run.arguments["controlnet_pooled_projections"].isNull
      ? .zeros(pooled.shape) : try given(run) ?? pooled
    let schedule = try DenoisingSchedule(run, parts.scheduler)
    let latents = try parts.noiseLatents(
      run, (picture.extent(-2) * parts.scaleFactor, picture.extent(-1) * parts.scaleFactor))
    var denoiser = try StableDiffusion3Denoiser(run, parts, start)
    denoiser.control = SD3ControlConditioning(
      run: run, nets: nets, pictures: [picture], pooled: givenPooled, hasText: true)
    return try parts.finish(run, try denoiser.denoise(latents, schedule))
  }

  private var forcesZeros: Bool { nets.first?.forcesZerosForPooledProjection ?? false }

  /// The call's pooled text for ControlNets, if Python's `or` takes it.
  private func given(_ run: PipelineRun<Scalar>) throws -> Tensor<Scalar>? {
    guard let tensor = run.arguments.tensor("controlnet_pooled_projections") else { return nil }
    guard tensor.count <= 1 else {
      throw PythonError(
        type: .runtimeError,
        message: "Boolean value of Tensor with more than one value is ambiguous")
    }
    return tensor.values.first.flatMap { $0 == 0 ? nil : tensor }
  }

  /// The control pictures, one of each for every picture to make; tensors as they are.
  private func pictures(
    _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)
  ) throws -> [Tensor<Scalar>] {
    let value = run.arguments["control_image"]
    if case .single = nets { return [try picture(value, run, size, parts.imageProcessor)] }
    guard !value.isNull else { throw value.notIterable }
    return try value.elements.map { try picture($0, run, size, parts.imageProcessor) }
  }

  private func picture(
    _ value: ArgumentValue<Scalar>, _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int),
    _ processor: VaeImageProcessor
  ) throws -> Tensor<Scalar> {
    let picture = try preprocessed(value, run, size, processor)
    return picture.repeatInterleaved(0, run.copies(of: picture))
  }

  private func preprocessed(
    _ value: ArgumentValue<Scalar>, _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int),
    _ processor: VaeImageProcessor
  ) throws -> Tensor<Scalar> {
    if case .tensor(let tensor) = value { return tensor }
    return try processor.preprocess(
      value.imageInput(), height: size.height, width: size.width, warn: run.warn)
  }

  /// The latents of the picture outside of the mask, and a channel that is 1 there.
  private func maskedPicture(
    _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)
  ) throws -> Tensor<Scalar> {
    let image = try preprocessed(
      run.arguments["control_image"], run, size, parts.imageProcessor)
    let copies = run.copies(of: image)
    let mask = try preprocessed(
      run.arguments["control_mask"], run, size, .mask(scaleFactor: parts.scaleFactor)
    ).repeatInterleaved(0, copies)
    let images = image.repeatInterleaved(0, copies)
    try checkMask(mask, images)
    let masked = Tensor.where(condition: mask.greater(0.5), Scalar(-1), images)
    let latents = try parts.latentImages(run).encode(masked, .sampleGlobally)
    let small = parts.latentSize(size)
    let known = 1 - interpolate(mask, size: [small.height, small.width], mode: .nearest)
    return try concatenated([latents, known], 1)
  }

  /// torch's error for a mask that does not fit the pictures.
  private func checkMask(_ mask: Tensor<Scalar>, _ images: Tensor<Scalar>) throws {
    guard mask.rank == 4 else {
      throw PythonError(
        type: .runtimeError,
        message:
          "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
          + " tensor")
    }
    let shape = [mask.shape[0], 3 * mask.shape[1], mask.shape[2], mask.shape[3]]
    guard let index = shape.indices.first(where: { shape[$0] != images.shape[$0] }) else { return }
    throw PythonError(
      type: .indexError,
      message: "The shape of the mask \(shape) at index \(index) does not match the shape of the"
        + " indexed tensor \(images.shape) at index \(index)")
  }
}
