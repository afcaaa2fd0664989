import Checkpoints
import Foundation
import Images
import Tensors

/// The sizes that Kontext was trained with, width before height (`PREFERRED_KONTEXT_RESOLUTIONS`).
private let preferredSizes = [
  (672, 1568), (688, 1504), (720, 1456), (752, 1392), (800, 1328), (832, 1248), (880, 1184),
  (944, 1104), (1024, 1024), (1104, 944), (1184, 880), (1248, 832), (1328, 800), (1392, 752),
  (1456, 720), (1504, 688), (1568, 672),
]

/// The preferred size whose shape is nearest to `ratio`, width by height; of two, the narrower.
func preferredKontextSize(ratio: Double) -> (width: Int, height: Int) {
  let distances = preferredSizes.map { abs(ratio - Double($0.0) / Double($0.1)) }
  let nearest = zip(distances, preferredSizes).min { $0.0 < $1.0 }
  return nearest?.1 ?? (1024, 1024)
}

extension FluxParts {
  /// The call's size brought to the area `max_area` in its own shape, and down to whole tokens, with a
  /// warning if that changes it.
  func kontextSize(_ run: PipelineRun<Scalar>) throws -> FluxSize {
    let asked = size(run)
    let ratio = Double(asked.width) / Double(asked.height)
    let area = Double(run.arguments.int("max_area") ?? 0)
    func side(_ square: Double) throws -> Int {
      guard square >= 0 else {
        throw PythonError.type("type complex doesn't define __round__ method")
      }
      let length = pow(square, 0.5).rounded(.toNearestOrEven)
      guard length < 1e9 else {
        throw UnsupportedError("'max_area' asks for a picture that is too large")
      }
      return Int(length) / asked.unit * asked.unit
    }
    let size = FluxSize(
      height: try side(area / ratio), width: try side(area * ratio), scaleFactor: asked.scaleFactor)
    if size.height != asked.height || size.width != asked.width {
      run.warn(
        "Generation `height` and `width` have been adjusted to \(size.height) and \(size.width) to"
          + " fit the model requirements.")
    }
    return size
  }

  /// Whether an argument holds latents in the place of pictures.
  func isLatent(_ value: ArgumentValue<Scalar>) -> Bool {
    guard case .tensor(let tensor) = value else { return false }
    return tensor.rank > 1 && tensor.shape[1] == latentChannels
  }

  /// The pictures of an argument and the size they are brought to: with `_auto_resize` one that Kontext
  /// prefers, else that of the first picture. A single picture is resized already.
  func kontextInput(
    _ run: PipelineRun<Scalar>, _ name: String
  ) throws -> (input: ImageInput<Scalar>, size: FluxSize) {
    let input = try run.arguments.imageInput(name)
    let processor = imageProcessor
    let own =
      switch input {
      case .images(let images): processor.defaultHeightWidth(images[0])
      case .tensor(let tensor), .array(let tensor): try processor.defaultHeightWidth(tensor)
      case .tensors(let tensors), .arrays(let tensors):
        try processor.defaultHeightWidth(tensors[0])
      }
    guard own.height != 0 else {
      throw PythonError(type: .zeroDivisionError, message: "division by zero")
    }
    var (height, width) = own
    if run.arguments.bool("_auto_resize") ?? false {
      (width, height) = preferredKontextSize(ratio: Double(own.width) / Double(own.height))
    }
    let scale = vae.latentSpace.scaleFactor
    let unit = 2 * scale
    let size = FluxSize(
      height: height / unit * unit, width: width / unit * unit, scaleFactor: scale)
    guard case .image(let image) = run.arguments[name] else { return (input, size) }
    return (.images([try processor.resize(image, height: size.height, width: size.width)]), size)
  }
}

extension FluxDenoiser {
  /// The denoiser that sees the latents of a picture as further tokens.
  func seeing(
    _ latents: Tensor<Scalar>, _ parts: FluxParts<Scalar>
  ) throws -> FluxDenoiser {
    let tokens = try parts.packed(latents, run)
    let others: Tensor<Scalar> = try tokenPlaces(
      rows: latents.extent(-2) / 2, columns: latents.extent(-1) / 2, picture: 1)
    return FluxDenoiser(
      run: run, transformer: transformer, prompts: prompts,
      places: .concatenated([places, others]), companion: .tokens(tokens), guidance: guidance)
  }
}
