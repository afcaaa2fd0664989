import Foundation

/// Pillow's resampling filters (libImaging/Resample.c).
public enum ResamplingFilter: Int, Sendable, Hashable, CaseIterable {
  /// The nearest pixel.
  case nearest = 0
  /// A truncated sinc of three lobes.
  case lanczos = 1
  /// Linear interpolation.
  case bilinear = 2
  /// Cubic convolution with a = -½.
  case bicubic = 3
  /// The mean of the pixels that a target pixel covers.
  case box = 4
  /// Like bilinear, sharper when scaling down.
  case hamming = 5

  /// The filter that diffusers' `PIL_INTERPOLATION` has under `name`.
  public init?(diffusersName name: String) {
    switch name {
    case "linear", "bilinear": self = .bilinear
    case "bicubic": self = .bicubic
    case "lanczos": self = .lanczos
    case "nearest": self = .nearest
    default: return nil
    }
  }

  /// How far the filter reaches, in pixels of the smaller picture.
  var support: Double {
    switch self {
    case .nearest: 0
    case .box: 0.5
    case .bilinear, .hamming: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// The weight at distance `x` from the centre.
  func weight(_ x: Double) -> Double {
    switch self {
    case .nearest, .box: return x > -0.5 && x <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - abs(x))
    case .hamming:
      let x = abs(x)
      if x == 0 { return 1 }
      if x >= 1 { return 0 }
      let angle = x * Double.pi
      return sin(angle) / angle * (Double(0.54 as Float) + Double(0.46 as Float) * cos(angle))
    case .bicubic:
      let a = -0.5
      let x = abs(x)
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    case .lanczos: return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0
    }
  }
}

private func sinc(_ x: Double) -> Double {
  if x == 0 { return 1 }
  let angle = x * Double.pi
  return sin(angle) / angle
}

/// For each target pixel of a line, the source pixels that make it up and their weights.
struct ResamplingWeights {
  /// The first source pixel of each target pixel.
  var starts: [Int] = []
  /// How many source pixels each target pixel has.
  var counts: [Int] = []
  /// The weights, `stride` for each target pixel.
  var weights: [Double]
  /// The room for the weights of one target pixel.
  let stride: Int

  /// The weights for `size` target pixels over `start..<end` of a line of `sourceSize`.
  init(sourceSize: Int, start: Float, end: Float, size: Int, filter: ResamplingFilter) {
    let scale = Double(end - start) / Double(size)
    let filterScale = max(scale, 1)
    let support = filter.support * filterScale
    stride = Int(support.rounded(.up)) * 2 + 1
    weights = [Double](repeating: 0, count: size * stride)
    starts.reserveCapacity(size)
    counts.reserveCapacity(size)
    let inverse = 1 / filterScale
    for target in 0..<size {
      let center = Double(start) + (Double(target) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let count = min(sourceSize, Int(center + support + 0.5)) - first
      var sum = 0.0
      for index in 0..<max(0, count) {
        let weight = filter.weight((Double(index + first) - center + 0.5) * inverse)
        weights[target * stride + index] = weight
        sum += weight
      }
      if sum != 0 {
        for index in 0..<max(0, count) { weights[target * stride + index] /= sum }
      }
      starts.append(first)
      counts.append(max(0, count))
    }
  }

  /// The bits of fraction of fixed-point weights: 32 less 8 for the result and 2 for overflow.
  static let precisionBits = 22

  /// The weights in fixed point.
  var fixedPoint: [Int32] {
    weights.map { weight in
      let scaled = weight * Double(1 << Self.precisionBits)
      return Int32(weight < 0 ? scaled - 0.5 : scaled + 0.5)
    }
  }
}
