import Checkpoints
import Images
import Tensors

/// The control pictures of a call, as ControlNets get them.
struct FluxControlPictures<Scalar: TensorScalar> {
  /// For each picture: the tokens of its latents, `[N, L, C]`, or pixels `[N, 3, H, W]` for models
  /// that look at these.
  let conditions: [Tensor<Scalar>]
  /// The size of the last picture, which upstream goes on with.
  let size: FluxSize

  /// Brings the argument `control_image` to the size `asked` and encodes it.
  init(
    _ run: PipelineRun<Scalar>, _ parts: FluxParts<Scalar>, _ nets: FluxControlNets<Scalar>,
    _ asked: FluxSize
  ) throws {
    var size = asked
    conditions = try Self.values(run.arguments["control_image"], nets).map { value in
      let picture = try Self.prepared(value, run, parts, size)
      size = FluxSize(
        height: picture.extent(-2), width: picture.extent(-1), scaleFactor: asked.scaleFactor)
      guard !nets.takesPixels else { return picture }
      return try parts.packed(parts.latentImages(run).encode(picture, .sampleTogether), run)
    }
    self.size = size
  }

  private static func values(
    _ value: ArgumentValue<Scalar>, _ nets: FluxControlNets<Scalar>
  ) throws -> [ArgumentValue<Scalar>] {
    guard nets.isMultiple else { return [value] }
    guard case .list(let values) = value else {
      throw value.notIterable
    }
    return values
  }

  /// A picture for each one to make (`prepare_image`); a tensor is taken as it is.
  private static func prepared(
    _ value: ArgumentValue<Scalar>, _ run: PipelineRun<Scalar>, _ parts: FluxParts<Scalar>,
    _ size: FluxSize
  ) throws -> Tensor<Scalar> {
    let picture: Tensor<Scalar>
    if case .tensor(let given) = value {
      picture = given
    } else {
      picture = try parts.imageProcessor.preprocess(
        value.imageInput(), height: size.height, width: size.width, warn: run.warn)
    }
    try requireUnpackable(picture.shape, into: 4)
    return picture.repeatInterleaved(0, run.copies(of: picture))
  }
}
