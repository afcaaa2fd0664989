public import Tensors

/// What pipelines know of an autoencoder's latents.
public struct LatentSpace: Sendable {
  /// The channels of latents.
  public var channels: Int
  /// Pixels per latent along each side.
  public var scaleFactor: Int
  /// What latents are multiplied by after encoding: `scaling_factor`.
  public var scalingFactor: Double
  /// What is subtracted from latents before scaling: `shift_factor`.
  public var shiftFactor: Double?
  /// The mean of each channel: `latents_mean`.
  public var mean: [Double]?
  /// The standard deviation of each channel: `latents_std`.
  public var std: [Double]?
}

/// What an encoder makes of pictures.
public enum LatentEncoding<Scalar: TensorScalar>: Sendable {
  /// Distributions that latents are sampled from.
  case distribution(DiagonalGaussianDistribution<Scalar>)
  /// The latents themselves.
  case latents(Tensor<Scalar>)
}

/// A model between pictures in -1…1 and latents.
///
/// Scaling and shifting of latents is up to the caller.
public protocol LatentAutoencoder<Scalar>: Sendable {
  /// The arithmetic it runs in.
  associatedtype Scalar: TensorScalar

  /// The latents that it encodes to.
  var latentSpace: LatentSpace { get }

  /// What diffusers calls the latents that go into `decode`.
  static var latentsName: String { get }

  /// What `pictures`, `[N, in_channels, H, W]` in -1…1, are encoded to.
  ///
  /// - Throws: torch's error for another number of channels.
  func encoding(of pictures: Tensor<Scalar>) throws -> LatentEncoding<Scalar>

  /// The pictures that belong to `latents`, which are neither scaled nor shifted.
  ///
  /// - Returns: About -1…1, `[N, out_channels, H, W]`.
  /// - Throws: torch's errors for another number of channels.
  func decode(_ latents: Tensor<Scalar>) throws -> Tensor<Scalar>
}

/// An autoencoder that can work through batches and large pictures in parts, to save memory.
public protocol TilingAutoencoder<Scalar>: LatentAutoencoder {
  /// Whether batches are processed one element at a time: diffusers' `enable_slicing`.
  var useSlicing: Bool { get set }
  /// Whether large inputs are processed in overlapping tiles: diffusers' `enable_tiling`.
  var useTiling: Bool { get set }
}

extension TilingAutoencoder {
  /// `body` of the whole batch or, with slicing, of one element after the other.
  func sliced(
    _ x: Tensor<Scalar>, _ body: (Tensor<Scalar>) throws -> Tensor<Scalar>
  ) rethrows -> Tensor<Scalar> {
    guard useSlicing, x.extent(0) > 1 else { return try body(x) }
    return .concatenated(try (0..<x.extent(0)).map { try body(x[$0..<($0 + 1)]) }, 0)
  }
}

/// An autoencoder whose decoder sees the known part of a picture that is being filled in.
public protocol InpaintingAutoencoder<Scalar>: LatentAutoencoder {
  /// The pictures that belong to `latents`, with the part of `image` where `mask` is 0 kept.
  ///
  /// - Parameters:
  ///   - image: `[N, C, H, W]`, -1…1.
  ///   - mask: `[N, 1, H, W]`, 1 where the picture is filled in.
  /// - Throws: Python's `KeyError` if the decoder's levels do not fit the picture; torch's errors.
  func decode(
    _ latents: Tensor<Scalar>, image: Tensor<Scalar>, mask: Tensor<Scalar>
  ) throws -> Tensor<Scalar>
}
