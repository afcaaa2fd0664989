/// The rule for 8-bit pictures: a sample may be one level off only where the golden value before
/// quantisation lies within tolerance of a rounding boundary.
struct QuantisationRule {
  let judge: EntryJudge

  /// The entries that hold 8-bit pictures made from the decoder's output.
  private static let pictures: Set = ["images", "feature_extractor.preprocess.0.in.images"]

  /// Whether all differences between the 8-bit pictures `have` and `want` are such.
  func excuses(_ name: String, _ have: [Int], _ want: [Int]) throws -> Bool {
    guard Self.pictures.contains(name),
      let shape = judge.expected.shape(name), shape.count == 4,
      let decoded = try decodedPictures()
    else { return false }
    let levels = Levels(decoded.values, tolerance: decoded.tolerance, shape: decoded.shape)
    let isDecoded = decoded.shape == [shape[0], shape[3], shape[1], shape[2]]
    guard isDecoded || isResizedUnseen else { return false }
    let canMove = isDecoded ? levels.isNearBoundary : levels.isAnyNearBoundary
    return want.indices.allSatisfy { index in
      have[index] == want[index] || abs(have[index] - want[index]) == 1 && canMove(index)
    }
  }

  /// Whether the finished picture was resized from a decoded one that the run does not show. It
  /// moves by a level then wherever a decoded sample may round either way.
  private var isResizedUnseen: Bool {
    judge.request.call["padding_mask_crop"]?.isNull == false
      && !judge.actual.order.contains { $0.hasPrefix("vae.decode.") }
  }

  /// The golden's last decoded pictures, `[N, C, H, W]` in -1…1, with the limit on them.
  private func decodedPictures() throws -> (values: [Double], tolerance: Double, shape: [Int])? {
    let name = judge.expected.order.last {
      $0.hasPrefix("vae.decode.") && $0.hasSuffix(".out.sample")
    }
    guard let name, let shape = judge.expected.shape(name),
      case .floats(let values)? = try judge.expected.values(name)
    else { return nil }
    return (values, judge.limit(name, values).maximum, shape)
  }
}

/// Decoded pictures as levels 0…255 before rounding.
private struct Levels {
  let values: [Double]
  let tolerance: Double
  let shape: [Int]

  init(_ decoded: [Double], tolerance: Double, shape: [Int]) {
    values = decoded.map { min(max($0 / 2 + 0.5, 0), 1) * 255 }
    self.tolerance = tolerance / 2 * 255
    self.shape = shape
  }

  /// Whether the sample at `index` of the `[N, H, W, C]` picture may round either way.
  func isNearBoundary(channelsLast index: Int) -> Bool {
    let (channels, area) = (shape[1], shape[2] * shape[3])
    let channel = index % channels
    let pixel = index / channels
    let (picture, position) = pixel.quotientAndRemainder(dividingBy: area)
    return isNearBoundary(values[(picture * channels + channel) * area + position])
  }

  /// Whether any sample of the pictures may.
  func isAnyNearBoundary(channelsLast _: Int) -> Bool { values.contains(where: isNearBoundary) }

  private func isNearBoundary(_ level: Double) -> Bool {
    abs(level - (level.rounded(.down) + 0.5)) <= tolerance
  }
}
