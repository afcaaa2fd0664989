import Tensors

/// The factors of FreeU, which strengthens the backbone and weakens the skip connections of the
/// first two up blocks of a U-Net.
///
/// Si et al., "FreeU: Free Lunch in Diffusion U-Net" (arXiv 2309.11497); upstream's `apply_freeu`.
public struct FreeU: Sendable, Hashable {
  /// The factor of the first stage's skip connections.
  public var s1: Double
  /// The factor of the second stage's skip connections.
  public var s2: Double
  /// The factor of the first stage's backbone.
  public var b1: Double
  /// The factor of the second stage's backbone.
  public var b2: Double

  /// The mechanism with the factors that diffusers' `enable_freeu` takes.
  public init(s1: Double, s2: Double, b1: Double, b2: Double) {
    self.s1 = s1
    self.s2 = s2
    self.b1 = b1
    self.b2 = b2
  }

  /// The factors for up block `index`; `nil` where FreeU does nothing. A factor of 0 turns all of
  /// it off, as upstream's test of their truth does.
  func stage(_ index: Int) -> Stage? {
    guard s1 != 0, s2 != 0, b1 != 0, b2 != 0 else { return nil }
    switch index {
    case 0: return Stage(skip: s1, backbone: b1)
    case 1: return Stage(skip: s2, backbone: b2)
    default: return nil
    }
  }

  /// The factors of one stage.
  struct Stage: Sendable {
    let skip: Double
    let backbone: Double

    /// The first half of the channels times the backbone factor, and the second half.
    func backbone<Scalar>(_ x: Tensor<Scalar>) -> [Tensor<Scalar>] {
      let half = x.extent(1) / 2
      return [
        x.narrowed(1, 0..<half) * Scalar(backbone), x.narrowed(1, half..<x.extent(1)),
      ]
    }

    /// `x` (`[N, C, H, W]`) with the four frequencies (-1 and 0 in each direction) in the centre
    /// of its spectrum multiplied by the skip factor: upstream's `fourier_filter` of threshold 1.
    ///
    /// Only these four frequencies change, so their part of `x`, a product with a small projection
    /// on each side, is scaled and no transform is needed. The rows of the projections
    /// are cosines and sines; the real part of the complex product is the difference of two.
    func filtered<Scalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
      let rows = Self.projection(x.extent(2), of: Scalar.self)
      let columns = Self.projection(x.extent(3), of: Scalar.self)
      var part = matmul(matmul(rows.real, x), columns.real.transposed(0, 1))
      part -= matmul(matmul(rows.imaginary, x), columns.imaginary.transposed(0, 1))
      return x + part * Scalar(skip - 1)
    }

    /// The projection on the frequencies 0 and -1 of `size` points: `P[a, b] = (1 + e^(-2πi(a - b)/n)) / n`.
    private static func projection<Scalar: TensorScalar>(
      _ size: Int, of _: Scalar.Type
    ) -> (real: Tensor<Scalar>, imaginary: Tensor<Scalar>) {
      // With a single point, the window of the spectrum holds that one frequency only.
      let angles = (0..<(size * size)).map { index in
        -2 * Double.pi * Double((index / size - index % size + size) % size) / Double(size)
      }
      let count = size > 1 ? 1.0 : 0.0
      return (
        Tensor(
          angles.map { Scalar((1 + count * Double.cos($0)) / Double(size)) }, shape: [size, size]),
        Tensor(angles.map { Scalar(count * Double.sin($0) / Double(size)) }, shape: [size, size])
      )
    }
  }
}
