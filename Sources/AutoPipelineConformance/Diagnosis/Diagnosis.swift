import Checkpoints
import Foundation

/// Says what the first divergent entry of a run looks like: cheap relations between numbers first, then
/// the reference with a bug switched on.
struct Diagnosis {
  let entries: EntryJudge

  /// At most this many explanations are given.
  private static let limit = 3

  private var expected: RecordedTranscript { entries.expected }
  private var actual: RecordedTranscript { entries.actual }

  /// What the fault looks like; nothing if it looks like nothing that is known.
  func explanations(of fault: Divergence) throws -> [String] {
    guard fault.defect.hasNumbers, let name = fault.entry, let shape = expected.shape(name) else {
      return []
    }
    guard actual.shape(name) == shape else { return shapes(name, shape) }
    switch (try actual.values(name), try expected.values(name)) {
    case (.integers(let have)?, .integers(let want)?) where name.hasSuffix("input_ids"):
      return IDRelations(have: have, want: want, mask: try mask(name)).explanations()
    case (let have?, let want?):
      return try numbers(name, have.doubles, want.doubles, shape)
    case (nil, _), (_, nil): return []
    }
  }

  private func numbers(
    _ name: String, _ have: [Double], _ want: [Double], _ shape: [Int]
  ) throws -> [String] {
    guard have.count == want.count, have.allSatisfy(\.isFinite) else { return [] }
    let residual = Residual(
      entry: name, have: have, want: want, shape: shape, limit: entries.limit(name, want).maximum)
    var found: [String] = []
    if name.hasPrefix("random.") {
      found += DrawRelations(
        residual: residual, request: entries.request,
        others: try others(name, shape) { $0.hasPrefix("random.") }
      ).explanations()
    }
    found += try GuidanceRelations(residual: residual, entries: entries).explanations()
    let relations = Relations(residual: residual, constants: constants())
    found += relations.whole()
    if found.isEmpty { found += try sameAsOther(residual) }
    if found.isEmpty { found += roundings(residual) }
    if found.isEmpty {
      found += try SwitchedBugs(residual: residual, entries: entries).explanations()
    }
    if found.isEmpty { found += relations.partial() }
    return Array(found.prefix(Self.limit))
  }

  private func mask(_ name: String) throws -> [Int]? {
    let mask = name.replacing("input_ids", with: "attention_mask")
    guard case .integers(let values)? = try expected.values(mask) else { return nil }
    return values
  }

  private func shapes(_ name: String, _ want: [Int]) -> [String] {
    guard let have = actual.shape(name) else { return [] }
    if have.count == 4, want.count == 4, have == [want[0], want[2], want[3], want[1]] {
      return ["channels come last instead of second"]
    }
    if have.count == 4, want.count == 4, have == [want[0], want[3], want[1], want[2]] {
      return ["channels come second instead of last"]
    }
    if have.count == want.count, let first = want.first, have.first == 2 * first {
      return ["the batch is twice as large: made for guidance where there is none"]
    }
    if have.count == want.count, let first = have.first, want.first == 2 * first {
      return ["the batch is half as large: no unconditional part for guidance"]
    }
    if have.count == 4, have == [want[0], want[1], want[3], want[2]] {
      return ["height and width are swapped"]
    }
    return []
  }

  /// The golden's other entries of a shape.
  private func others(
    _ name: String, _ shape: [Int], _ isWanted: (String) -> Bool
  ) throws -> [(name: String, values: [Double])] {
    try expected.order.filter { $0 != name && isWanted($0) }.prefix(200).compactMap { other in
      guard case .floats(let values)? = try expected.values(other) else { return nil }
      return (other, values)
    }
  }

  private func sameAsOther(_ residual: Residual) throws -> [String] {
    let same = try others(residual.entry, residual.shape) { expected.shape($0) == residual.shape }
    return same.first { residual.isNear($0.values) }.map { ["this is the golden's \($0.name)"] }
      ?? []
  }

  /// The run computes in a narrower format than it says.
  private func roundings(_ residual: Residual) -> [String] {
    guard !entries.precision.isHalf, residual.have.contains(where: { $0 != $0.rounded() })
    else { return [] }
    let formats: [(String, (Double) -> Double)] = [
      ("bfloat16", { Double(Float(bitPattern: Float($0).bitPattern & 0xffff_0000)) }),
      ("float16", { Double(Float16Rounding.rounded(Float($0))) }),
    ]
    for (name, round) in formats {
      let fits = { (values: [Double]) in values.allSatisfy { round($0) == $0 } }
      if fits(residual.have), !fits(residual.want) {
        return ["every number fits \(name): computed or stored in \(name)"]
      }
    }
    return []
  }

  private func constants() -> [(name: String, value: Double)] {
    let folder = ComponentFolder(entries.request.checkpoint.appending(path: "vae"))
    guard let vae = try? folder.configuration() else { return [] }
    return ["scaling_factor", "shift_factor"].compactMap { key in
      vae.value(key)?.doubleValue.map { ("the autoencoder's \(key)", $0) }
    }
  }
}

extension RecordedTranscript.Values {
  /// The values as numbers.
  var doubles: [Double] {
    switch self {
    case .floats(let values): values
    case .integers(let values): values.map(Double.init)
    }
  }
}

/// Rounding to IEEE half precision, which Swift has no type for on every machine.
enum Float16Rounding {
  /// `value` cut to the bits of float16; larger ones as they are.
  static func rounded(_ value: Float) -> Float {
    let magnitude = abs(value)
    guard magnitude < 65520 else { return value }
    let step: Float = magnitude < 0x1p-14 ? 0x1p-24 : magnitude.binade * 0x1p-10
    return (value / step).rounded(.toNearestOrEven) * step
  }
}
