/// Which input elements an output element of one dimension is made of, and with what weights.
///
/// The arithmetic, which decides borderline cases, is that of ATen's CPU kernels (`UpSample.h` and
/// `UpSampleKernel.cpp`): positions in `Scalar`, their floor in single precision.
struct ResamplingAxis<Scalar: TensorScalar> {
  /// The taps of all outputs, one after the other.
  private(set) var indices: [Int] = []
  private(set) var weights: [Scalar] = []
  /// Output `i` has the taps `starts[i]..<starts[i + 1]`.
  private(set) var starts: [Int] = [0]

  /// The number of outputs.
  var count: Int { starts.count - 1 }

  /// Whether each element appears exactly twice, the usual upsampling.
  let isDoubling: Bool

  /// Every output shows the input of the same index.
  init(identity extent: Int) {
    indices = Array(0..<extent)
    weights = [Scalar](repeating: 1, count: extent)
    starts = Array(0...extent)
    isDoubling = false
  }

  /// The taps for `newExtent` outputs from `extent` inputs; a `factor` that the caller gave
  /// determines positions instead of the ratio of the extents.
  init(
    mode: InterpolationMode, extent: Int, newExtent: Int, factor: Double?, alignCorners: Bool,
    antialias: Bool
  ) {
    let position = ResamplingPosition<Scalar>(
      extent: extent, newExtent: newExtent, factor: factor, alignCorners: alignCorners)
    let capacity = newExtent * (mode == .bicubic ? 4 : mode == .bilinear ? 2 : 1)
    indices.reserveCapacity(capacity)
    weights.reserveCapacity(capacity)
    starts.reserveCapacity(newExtent + 1)
    isDoubling =
      newExtent == 2 * extent && (mode == .nearest || mode == .nearestExact)
      && position.scale == 0.5
    for output in 0..<newExtent {
      switch mode {
      case .nearest: addTap(position.nearest(output), 1)
      case .nearestExact: addTap(position.nearestExact(output), 1)
      case .bilinear where antialias: addFiltered(output, position, reach: 1, linearFilter)
      case .bicubic where antialias: addFiltered(output, position, reach: 2, cubicFilter)
      case .bilinear: addLinear(output, position)
      case .bicubic: addCubic(output, position)
      case .area: preconditionFailure("area is pooling")
      }
      starts.append(indices.count)
    }
  }

  func withTaps(
    _ body: (UnsafeBufferPointer<Int>, UnsafeBufferPointer<Scalar>, UnsafeBufferPointer<Int>) ->
      Void
  ) {
    indices.withUnsafeBufferPointer { indices in
      weights.withUnsafeBufferPointer { weights in
        starts.withUnsafeBufferPointer { starts in body(indices, weights, starts) }
      }
    }
  }

  private mutating func addTap(_ index: Int, _ weight: Scalar) {
    indices.append(index)
    weights.append(weight)
  }

  private mutating func addLinear(_ output: Int, _ position: ResamplingPosition<Scalar>) {
    guard position.extent != position.newExtent else {
      addTap(output, 1)
      return
    }
    let (index, fraction) = position.split(position.source(output, clamped: true))
    addTap(index, 1 - fraction)
    addTap(index < position.extent - 1 ? index + 1 : index, fraction)
  }

  private mutating func addCubic(_ output: Int, _ position: ResamplingPosition<Scalar>) {
    let (index, fraction) = position.split(position.source(output, clamped: false))
    let sharpness: Scalar = -0.75
    let rest = 1 - fraction
    let taps = [
      cubicOuter(fraction + 1, sharpness), cubicInner(fraction, sharpness),
      cubicInner(rest, sharpness), cubicOuter(rest + 1, sharpness),
    ]
    for (tap, weight) in taps.enumerated() {
      addTap(max(0, min(index + tap - 1, position.extent - 1)), weight)
    }
  }

  /// Pillow's scheme: the filter, widened when the size shrinks, over all covered elements.
  private mutating func addFiltered(
    _ output: Int, _ position: ResamplingPosition<Scalar>, reach: Int, _ filter: (Scalar) -> Scalar
  ) {
    let scale = position.scale
    let support = scale >= 1 ? Scalar(reach) * scale : Scalar(reach)
    let most = Int(support.rounded(.up)) * 2 + 1
    let center = Scalar(Double(scale) * (Double(output) + 0.5))
    let inverse: Scalar = scale >= 1 ? 1 / scale : 1
    let first = max(0, Int(Double(center - support) + 0.5))
    let end = min(position.extent, Int(Double(center + support) + 0.5))
    let count = max(0, min(end - first, most))
    var total: Scalar = 0
    let start = weights.count
    for tap in 0..<count {
      let distance = Double(Scalar(tap + first) - center) + 0.5
      let weight = filter(Scalar(distance * Double(inverse)))
      addTap(first + tap, weight)
      total += weight
    }
    if count == 0 { addTap(min(first, position.extent - 1), 0) }
    guard total != 0 else { return }
    for index in start..<weights.count { weights[index] /= total }
  }
}

/// Where an output element lies in the input.
struct ResamplingPosition<Scalar: TensorScalar> {
  let extent: Int
  let newExtent: Int
  let alignCorners: Bool
  /// Input elements per output element.
  let scale: Scalar

  init(extent: Int, newExtent: Int, factor: Double?, alignCorners: Bool) {
    self.extent = extent
    self.newExtent = newExtent
    self.alignCorners = alignCorners
    if alignCorners {
      scale = newExtent > 1 ? Scalar(extent - 1) / Scalar(newExtent - 1) : 0
    } else if let factor, factor > 0 {
      scale = Scalar(1 / factor)
    } else {
      scale = Scalar(extent) / Scalar(newExtent)
    }
  }

  /// The position of `output`; `clamped` keeps it from being negative.
  func source(_ output: Int, clamped: Bool) -> Scalar {
    guard !alignCorners else { return scale * Scalar(output) }
    let position = scale * (Scalar(output) + 0.5) - 0.5
    return clamped && position < 0 ? 0 : position
  }

  /// The element at or before a position, and the fraction behind it.
  func split(_ position: Scalar) -> (index: Int, fraction: Scalar) {
    let index = min(Int(Float(position).rounded(.down)), extent - 1)
    return (index, min(max(position - Scalar(index), 0), 1))
  }

  func nearest(_ output: Int) -> Int {
    min(Int(Float(scale * Scalar(output)).rounded(.down)), extent - 1)
  }

  func nearestExact(_ output: Int) -> Int {
    let position = Double(source(output, clamped: true)) + 0.5
    return min(Int(Float(position).rounded(.down)), extent - 1)
  }
}

private func cubicInner<Scalar: TensorScalar>(_ x: Scalar, _ a: Scalar) -> Scalar {
  ((a + 2) * x - (a + 3)) * x * x + 1
}

private func cubicOuter<Scalar: TensorScalar>(_ x: Scalar, _ a: Scalar) -> Scalar {
  ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
}

private func linearFilter<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  abs(x) < 1 ? 1 - abs(x) : 0
}

private func cubicFilter<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  let x = abs(x)
  return x < 1 ? cubicInner(x, -0.5) : x < 2 ? cubicOuter(x, -0.5) : 0
}
