import Foundation
import Testing

@testable import Tensors

/// Winograd's convolution against the plain sum.
@Suite struct WinogradTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var batch = 1
    var channels = 8
    var outputs = 8
    var height: Int
    var width: Int
    var padding = (1, 1)
    var testDescription: String {
      "\(batch)×\(channels)×\(height)×\(width) to \(outputs), padding \(padding)"
    }
  }

  /// Every rest of tiles, panels and blocks.
  static let rows: [Row] =
    (1...9).map { Row(height: $0, width: 10 - $0) }
    + [(0, 0), (2, 2), (0, 3), (3, 0)].map { Row(height: 7, width: 9, padding: $0) } + [
      Row(channels: 1, outputs: 1, height: 5, width: 6),
      Row(batch: 3, channels: 3, outputs: 9, height: 6, width: 5),
      Row(batch: 2, channels: 65, outputs: 7, height: 13, width: 34),
      Row(channels: 130, outputs: 71, height: 16, width: 64),
      Row(channels: 5, outputs: 17, height: 35, width: 131),
      Row(channels: 16, outputs: 70, height: 70, width: 75),
      Row(batch: 2, channels: 40, outputs: 24, height: 68, width: 68),
      Row(channels: 5600, outputs: 64, height: 24, width: 24),
    ]

  /// Sums of a few uniform numbers, which are nearly normal.
  static func normal(_ shape: [Int], seed: UInt64, scale: Double = 1) -> Tensor<Double> {
    var state = seed
    return Tensor(
      (0..<shape.reduce(1, *)).map { _ in
        var sum = 0.0
        for _ in 0..<4 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          sum += Double(state >> 40) * 0x1p-24 - 0.5
        }
        return Double(Float(sum * 3.0.squareRoot() * scale))
      }, shape: shape)
  }

  private func convolve<Scalar>(
    _ method: ConvolutionMethod, _ x: Tensor<Scalar>, _ weight: Tensor<Scalar>,
    _ bias: Tensor<Scalar>?, padding: (Int, Int) = (1, 1)
  ) -> Tensor<Scalar> {
    ConvolutionMethod.$current.withValue(method) {
      conv2d(x, weight: weight, bias: bias, padding: padding)
    }
  }

  @Test(arguments: rows) func equalsThePlainSum(_ row: Row) {
    let x = Self.normal([row.batch, row.channels, row.height, row.width], seed: 1)
    let weight = Self.normal([row.outputs, row.channels, 3, 3], seed: 2)
    let bias = row.outputs % 2 == 0 ? nil : Self.normal([row.outputs], seed: 3)
    let plain = convolve(.direct, x, weight, bias, padding: row.padding)
    let fast = convolve(.winograd, x, weight, bias, padding: row.padding)
    #expect(fast.shape == plain.shape)
    #expect((fast - plain).maxAbs() <= 1e-12 * Double(row.channels).squareRoot())
  }

  /// Rows and columns repeat without an enlarged tensor, at every rest of vectors and tiles.
  @Test(arguments: [(1, 1), (1, 7), (2, 8), (3, 9), (4, 33), (18, 17)], [2, 3])
  func enlarges(_ size: (Int, Int), by factor: Int) {
    let x = Self.normal([2, 9, size.0, size.1], seed: 9)
    let weight = Self.normal([11, 9, 3, 3], seed: 10)
    let bias = Self.normal([11], seed: 11)
    let plain = convolve(
      .direct, interpolate(x, scaleFactor: Double(factor)), weight, bias, padding: (1, 1))
    for method in [ConvolutionMethod.winograd, .direct, .bySize] {
      let result = ConvolutionMethod.$current.withValue(method) {
        enlargedConv2d(x, by: factor, weight: weight, bias: bias, padding: (1, 1))
      }
      #expect(result.shape == plain.shape)
      #expect((result - plain).maxAbs() <= 1e-11)
    }
  }

  /// What lies around a view is not read.
  @Test func readsOnlyTheView() {
    let x = Self.normal([2, 12, 11, 13], seed: 4)
    let weight = Self.normal([10, 12, 3, 3], seed: 5)
    let frame = padded(x, left: 3, right: 2, top: 1, bottom: 2, value: .nan)
    let inside = frame.narrowed(3, 3..<16).narrowed(2, 1..<12)
    #expect(
      convolve(.winograd, inside, weight, nil).values == convolve(.winograd, x, weight, nil).values)
  }

  /// At real sizes single precision is off by a small multiple of what the plain sum is off by; a
  /// case may be off by eight times PyTorch's own noise.
  @Test(arguments: [(64, 64, 96), (320, 320, 32), (1280, 320, 16), (128, 96, 160)])
  func staysWithinTheNoise(_ channels: Int, _ outputs: Int, _ size: Int) {
    let x = Self.normal([1, channels, size, size], seed: 6).silu()
    let weight = Self.normal(
      [outputs, channels, 3, 3], seed: 7, scale: 1 / Double(9 * channels).squareRoot())
    let bias = Self.normal([outputs], seed: 8, scale: 0.1)
    let exact = convolve(.direct, x, weight, bias)
    func error(_ method: ConvolutionMethod) -> (maximum: Double, rms: Double) {
      let result = convolve(method, single(x), single(weight), single(bias))
      let difference = Tensor(result.values.map(Double.init), shape: result.shape) - exact
      return (difference.maxAbs(), difference.squared().mean().squareRoot())
    }
    let (plain, fast) = (error(.direct), error(.winograd))
    #expect(fast.rms <= 3.5 * plain.rms)
    #expect(fast.maximum <= 7 * plain.maximum)
  }

  private func single(_ x: Tensor<Double>) -> Tensor<Float> {
    Tensor(x.values.map { Float($0) }, shape: x.shape)
  }
}
