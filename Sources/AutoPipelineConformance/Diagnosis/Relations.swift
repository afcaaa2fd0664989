import Foundation

/// Explanations of an entry by the golden's own value of it: moved, scaled, shifted, rounded.
struct Relations {
  let residual: Residual
  /// Numbers with a meaning, such as the autoencoder's scaling factor.
  let constants: [(name: String, value: Double)]

  /// All that fit, the most particular first.
  func explanations() -> [String] { whole() + partial() }

  /// Those that explain every value.
  func whole() -> [String] { moved() + linear() + clamped() + cut() }

  private func moved() -> [String] {
    let shape = residual.shape
    let last = shape.count - 1
    var found: [String] = []
    if let first = shape.first, first.isMultiple(of: 2), first > 0 {
      let half = first / 2
      if residual.isMoved({ [($0[0] + half) % first] + $0.dropFirst() }) {
        found.append(
          "the halves of the batch are swapped: the order of unconditional and conditional")
      }
    }
    let channels = residual.isChannelsLast ? last : 1
    for axis in [channels] where shape.indices.contains(axis) && shape[axis] == 3 {
      if residual.isMoved({ Self.mirrored($0, axis, 3) }) {
        found.append("channels are in reverse order, BGR for RGB")
      }
    }
    if let (height, width) = residual.spatialAxes {
      for (axis, name) in [(height, "upside down"), (width, "left and right")]
      where residual.isMoved({ Self.mirrored($0, axis, shape[axis]) }) {
        found.append("the picture is mirrored: \(name)")
      }
    }
    if shape.count == 1, residual.isMoved({ Self.mirrored($0, 0, shape[0]) }) {
      found.append("the values are in reverse order")
    }
    return found
  }

  private static func mirrored(_ position: [Int], _ axis: Int, _ size: Int) -> [Int] {
    var position = position
    position[axis] = size - 1 - position[axis]
    return position
  }

  /// A smaller change of scale says nothing: another epsilon of a norm looks like that.
  private static let leastScale = 1e-4

  /// `have = factor · want + offset`.
  private func linear() -> [String] {
    let (have, want) = (residual.have, residual.want)
    guard have.count > 1, want.allSatisfy(\.isFinite) else { return [] }
    let offset = have[0] - want[0]
    if offset != 0, residual.isNear(want.map { $0 + offset }) { return [shifted(offset)] }
    let squares = want.reduce(0) { $0 + $1 * $1 }
    let factor = zip(have, want).reduce(0) { $0 + $1.0 * $1.1 } / squares
    let isScaled = factor.isFinite && abs(factor - 1) > Self.leastScale
    if isScaled, residual.isNear(want.map { $0 * factor }) { return [scaled(factor)] }
    let count = Double(want.count)
    let mean = (want.reduce(0, +) / count, have.reduce(0, +) / count)
    let variance = want.reduce(0) { $0 + ($1 - mean.0) * ($1 - mean.0) }
    let slope =
      zip(have, want).reduce(0) { $0 + ($1.0 - mean.1) * ($1.1 - mean.0) } / variance
    let rest = mean.1 - slope * mean.0
    guard slope.isFinite, abs(slope) > 1e-3, abs(slope - 1) > Self.leastScale,
      residual.isNear(want.map { $0 * slope + rest })
    else { return [] }
    return ["the values are \(text(slope)) × the golden's + \(text(rest))\(range(slope, rest))"]
  }

  private func shifted(_ offset: Double) -> String {
    let constant = constants.first { abs(abs(offset) - abs($0.value)) <= 1e-4 * abs($0.value) }
    let name = constant.map { ", the \($0.name)" } ?? ""
    if residual.entry.contains("timestep") {
      return "timesteps are off by \(text(offset))\(name)"
    }
    return "a constant \(text(offset)) is added\(name)"
  }

  private func scaled(_ factor: Double) -> String {
    for (name, value) in constants where value != 0 && value != 1 {
      if abs(factor - value) <= 1e-3 * abs(value) {
        return "the values are \(text(factor)) × the golden's: \(name) applied once too often,"
          + " or its reciprocal left out"
      }
      if abs(factor * value - 1) <= 1e-3 {
        return "the values are \(text(factor)) × the golden's: \(name) left out,"
          + " or its reciprocal applied once too often"
      }
    }
    if abs(factor + 1) < 1e-3 { return "the sign is wrong" }
    return "the values are \(text(factor)) × the golden's"
  }

  private func range(_ slope: Double, _ rest: Double) -> String {
    switch ((slope * 100).rounded() / 100, (rest * 100).rounded() / 100) {
    case (2, -1): ": they are in −1…1 instead of 0…1"
    case (0.5, 0.5): ": they are in 0…1 instead of −1…1"
    default: ""
    }
  }

  private func text(_ value: Double) -> String { String(format: "%.5g", value) }

  private func clamped() -> [String] {
    let want = residual.want
    if residual.isNear(want.map { min(max($0, -1), 1) }) {
      return ["the values are clamped to −1…1"]
    }
    return residual.isNear(want.map { min(max($0, 0), 1) }) ? ["the values are clamped to 0…1"] : []
  }

  /// 8-bit samples of which some are one lower.
  private func cut() -> [String] {
    let steps = Set(zip(residual.have, residual.want).map { $0 - $1 })
    return residual.entry == "images" && steps == [0, -1]
      ? ["some samples are one lower: cut instead of rounded"] : []
  }

  /// Those that say which part of the values differs.
  func partial() -> [String] {
    let (have, want) = (residual.have, residual.want)
    let wrong = have.indices.filter { abs(have[$0] - want[$0]) > residual.tolerance }
    guard wrong.count < have.count, !wrong.isEmpty, residual.shape.count > 1 else { return [] }
    let places = wrong.map(residual.position)
    let batch = Set(places.map { $0[0] })
    if residual.shape[0] > 1, batch.count == 1, let sample = batch.first {
      return ["of the batch, sample \(sample) alone is wrong"]
    }
    if let axes = residual.spatialAxes, places.allSatisfy({ isBorder($0, axes) }) {
      return ["only the border is wrong: padding"]
    }
    return []
  }

  private func isBorder(_ place: [Int], _ axes: (height: Int, width: Int)) -> Bool {
    [axes.height, axes.width].contains { axis in
      residual.shape[axis] > 2 && (place[axis] == 0 || place[axis] == residual.shape[axis] - 1)
    }
  }
}
