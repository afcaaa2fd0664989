import Foundation

/// Compares a whole transcript with its golden.
struct TranscriptJudge {
  /// What the comparison finds.
  struct Finding {
    var divergence: Divergence?
    var closest: (entry: String, ratio: Double)?
    var output: (distance: Distance, limit: Limit)?
    var count = 0
  }

  private let entries: EntryJudge

  init(_ entries: EntryJudge) { self.entries = entries }

  /// Judges every entry of the golden in call order, and that the run has no others.
  func judge() throws -> Finding {
    var finding = Finding()
    for name in entries.expected.order {
      finding.count += 1
      note(name, try entries.judge(name), in: &finding)
    }
    if finding.divergence == nil { finding.divergence = extraEntry() ?? orderFault() }
    return finding
  }

  private func note(_ name: String, _ outcome: EntryJudge.Outcome, in finding: inout Finding) {
    switch outcome {
    case .equal: break
    case .different(let problem):
      finding.divergence = finding.divergence ?? Divergence(entry: name, problem: problem)
    case .measured(let distance, let limit):
      let ratio = distance.max / limit.maximum
      if ratio > finding.closest?.ratio ?? -1 { finding.closest = (name, ratio) }
      if distance.max > limit.maximum, finding.divergence == nil {
        finding.divergence = Divergence(entry: name, problem: Self.describe(distance, limit))
      }
      if name == "images" || name == "latents" || name.hasPrefix("vae.decode.") {
        finding.output = (distance, limit)
      }
    }
  }

  private static func describe(_ distance: Distance, _ limit: Limit) -> String {
    let noise = limit.noise > 0 ? ", \(short(distance.max / limit.noise)) × the float32 noise" : ""
    return "differs by \(short(distance.max)) (rms \(short(distance.rms)), at element"
      + " \(distance.worstIndex)), the limit is \(short(limit.maximum))\(noise)"
  }

  private func extraEntry() -> Divergence? {
    let known = Set(entries.expected.order)
    return entries.actual.order.first { !known.contains($0) }.map {
      Divergence(entry: $0, problem: "is not in the golden")
    }
  }

  private func orderFault() -> Divergence? {
    let pair = zip(entries.actual.order, entries.expected.order).first { $0 != $1 }
    return pair.map {
      Divergence(entry: $0, problem: "comes where the golden has \($1): another order of calls")
    }
  }
}

/// A number with two significant digits, `1.3e-06`.
func short(_ value: Double) -> String {
  value == 0 ? "0" : String(format: value >= 0.1 && value < 1000 ? "%.2g" : "%.1e", value)
}
