import Checkpoints
public import Tensors

extension Image {
  /// Pictures as a batch `[N, C, H, W]` in 0…1, as `pil_to_numpy` and `numpy_to_pt` make it: samples
  /// over 255, whatever they mean (`1` gives 0 and 1/255, `P` indices, `I;16` up to 257).
  ///
  /// - Throws: `PythonError` if the pictures differ in size or channels.
  public static func unitTensor<Scalar: TensorScalar>(_ images: [Image]) throws -> Tensor<Scalar> {
    try tensor(images, over: 255)
  }

  /// The samples of pictures, as `numpy.array` gives them, over `divisor`: `[N, C, H, W]`.
  ///
  /// - Throws: `PythonError` if the pictures differ in size or channels.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func tensor<Scalar: TensorScalar>(
    _ images: [Image], over divisor: Scalar = 1
  ) throws -> Tensor<Scalar> {
    guard let first = images.first else {
      throw PythonError.value("need at least one array to stack")
    }
    let shape = first.arrayShape
    guard images.allSatisfy({ $0.arrayShape == shape }) else {
      throw VaeImageProcessor.unequalArrays
    }
    let (count, channels) = (first.width * first.height, first.mode.channels)
    let levels = (0..<256).map { Scalar($0) / divisor }
    return Tensor(unsafeUninitialized: [images.count, channels, first.height, first.width]) {
      target in
      for (number, image) in images.enumerated() {
        let plane = target.baseAddress.map { $0 + number * count * channels }
        guard let plane else { continue }
        switch image.mode {
        case .gray16:
          for (pixel, sample) in image.samples16.enumerated() {
            plane[pixel] = Scalar(sample) / divisor
          }
        case .bilevel:
          for pixel in 0..<count { plane[pixel] = levels[image.pixels[pixel] == 0 ? 0 : 1] }
        default:
          image.pixels.withUnsafeBufferPointer { source in
            for channel in 0..<channels {
              for pixel in 0..<count {
                plane[channel * count + pixel] = levels[Int(source[pixel * channels + channel])]
              }
            }
          }
        }
      }
    }
  }

  /// The shape that numpy gives the picture: grey ones have no channel dimension.
  private var arrayShape: [Int] {
    mode.channels == 1 ? [height, width] : [height, width, mode.channels]
  }

  /// The pictures in a batch `[N, H, W, C]` in 0…1 (1, 2, 3 or 4 channels), as `numpy_to_pil` makes
  /// them: rounded to 8 bits, halves to even.
  ///
  /// - Throws: `PythonError` for other numbers of channels.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func images<Scalar: TensorScalar>(_ batch: Tensor<Scalar>) throws -> [Image] {
    let batch = batch.rank == 3 ? batch.unsqueezed(0) : batch
    precondition(batch.rank == 4, "\(batch.shape) is no batch of pictures")
    let modes: [Int: Mode] = [1: .gray, 2: .grayAlpha, 3: .rgb, 4: .rgba]
    let (height, width, channels) = (batch.shape[1], batch.shape[2], batch.shape[3])
    guard let mode = modes[channels] else {
      throw PythonError.type("Cannot handle this data type: (1, 1, \(channels)), |u1")
    }
    let size = height * width * channels
    return batch.withContiguous { values in
      (0..<batch.shape[0]).map { number in
        let pixels = values[(number * size)..<((number + 1) * size)].map(byte)
        return Image(width: width, height: height, mode: mode, pixels: pixels)
      }
    }
  }
}

/// `value · 255` rounded and cut to 8 bits as numpy on x86 does it: what is outside 0…255 wraps.
@inline(__always)
private func byte<Scalar: TensorScalar>(_ value: Scalar) -> UInt8 {
  let scaled = (value * 255).rounded(.toNearestOrEven)
  guard scaled.magnitude < 2_147_483_648 else { return 0 }
  return UInt8(truncatingIfNeeded: Int32(scaled))
}
