import Checkpoints
public import Tensors

/// Turns pictures into what a variational autoencoder takes, and what it gives into pictures.
///
/// `diffusers/image_processor.py`. `preprocess` and `postprocess` compute in `Scalar` where diffusers
/// computes in float32.
public struct VaeImageProcessor: Sendable, Hashable {
  /// Whether `preprocess` resizes to multiples of `vaeScaleFactor`.
  public var doResize: Bool
  /// The factor by which the autoencoder makes pictures smaller.
  public var vaeScaleFactor: Int
  /// The channels of a latent: a tensor with so many is taken to be one, and left alone.
  public var vaeLatentChannels: Int
  /// The filter of `ResizeMode.default`.
  public var resample: ResamplingFilter
  /// Pillow's `reducing_gap` of `ResizeMode.default`.
  public var reducingGap: Double?
  /// Whether pictures are mapped to -1…1.
  public var doNormalize: Bool
  /// Whether values become 0 or 1.
  public var doBinarize: Bool
  /// Whether pictures are converted to RGB.
  public var doConvertRGB: Bool
  /// Whether pictures are converted to grey.
  public var doConvertGrayscale: Bool

  /// A processor with diffusers' defaults. `doConvertRGB` and `doConvertGrayscale` exclude each other.
  public init(
    doResize: Bool = true, vaeScaleFactor: Int = 8, vaeLatentChannels: Int = 4,
    resample: ResamplingFilter = .lanczos, reducingGap: Double? = nil, doNormalize: Bool = true,
    doBinarize: Bool = false, doConvertRGB: Bool = false, doConvertGrayscale: Bool = false
  ) {
    precondition(
      !(doConvertRGB && doConvertGrayscale),
      "`do_convert_rgb` and `do_convert_grayscale` can not both be set to `True`")
    precondition(vaeScaleFactor > 0, "the scale factor is positive")
    self.doResize = doResize
    self.vaeScaleFactor = vaeScaleFactor
    self.vaeLatentChannels = vaeLatentChannels
    self.resample = resample
    self.reducingGap = reducingGap
    self.doNormalize = doNormalize
    self.doBinarize = doBinarize
    self.doConvertRGB = doConvertRGB
    self.doConvertGrayscale = doConvertGrayscale
  }

  /// 0…1 as -1…1.
  public static func normalize<Scalar>(_ images: Tensor<Scalar>) -> Tensor<Scalar> {
    2 * images - 1
  }

  /// -1…1 as 0…1, clamped.
  public static func denormalize<Scalar>(_ images: Tensor<Scalar>) -> Tensor<Scalar> {
    (images * 0.5 + 0.5).clamped(0, 1)
  }

  /// 0 below ½, 1 from there on.
  func binarize<Scalar>(_ images: Tensor<Scalar>) -> Tensor<Scalar> {
    Tensor(images.values.map { $0 < 0.5 ? 0 : ($0 >= 0.5 ? 1 : $0) }, shape: images.shape)
  }

  /// `length` rounded down to a multiple of the scale factor, as Python rounds.
  private func multiple(_ length: Int) -> Int {
    let rest = length % vaeScaleFactor
    return length - (rest < 0 ? rest + vaeScaleFactor : rest)
  }

  /// The size of the processed `image`: its own where `height` or `width` is nil, rounded down to
  /// multiples of the scale factor.
  public func defaultHeightWidth(
    _ image: Image, height: Int? = nil, width: Int? = nil
  ) -> (height: Int, width: Int) {
    (multiple(height ?? image.height), multiple(width ?? image.width))
  }

  /// The size of the processed tensor `[N, C, H, W]`: its own where `height` or `width` is nil, rounded
  /// down to multiples of the scale factor.
  public func defaultHeightWidth<Scalar>(
    _ image: Tensor<Scalar>, height: Int? = nil, width: Int? = nil
  ) throws -> (height: Int, width: Int) {
    func extent(_ dimension: Int) throws -> Int {
      guard dimension < image.rank else {
        throw PythonError(type: .indexError, message: "tuple index out of range")
      }
      return image.shape[dimension]
    }
    return (multiple(try height ?? extent(2)), multiple(try width ?? extent(3)))
  }
}
