import Foundation

/// Compares a whole transcript with its golden.
struct TranscriptJudge {
  /// What the comparison finds.
  struct Finding {
    var divergence: Divergence?
    var entries: [EntryReport] = []
    var count = 0
    /// Whether some limit is larger than all that the golden's entry holds.
    var hasLooseLimit = false
  }

  /// What has to be in the transcript.
  enum Extent: Equatable {
    /// Every entry, no others, in the order of the calls.
    case full
    /// The results; of the other entries those that are there.
    case partial
    /// The results, nothing else.
    case results
    /// The entries whose names start so, nothing else: the outputs of one call.
    case starting(String)
  }

  /// Whether `name` is a result of the call, not of a component.
  static func isResult(_ name: String) -> Bool { !name.contains(".") }

  private let entries: EntryJudge
  private let extent: Extent

  init(_ entries: EntryJudge, _ extent: Extent = .full) {
    self.entries = entries
    self.extent = extent
  }

  /// Judges the entries of the golden in call order.
  func judge() throws -> Finding {
    var finding = Finding()
    for name in entries.expected.order where isJudged(name) {
      finding.count += 1
      note(name, try entries.judge(name), in: &finding)
    }
    if extent == .full, finding.divergence == nil {
      finding.divergence = extraEntry() ?? orderFault()
    }
    return finding
  }

  private func isJudged(_ name: String) -> Bool {
    switch extent {
    case .full: true
    case .partial: Self.isResult(name) || entries.actual.shape(name) != nil
    case .results: Self.isResult(name)
    case .starting(let prefix): name.hasPrefix(prefix)
    }
  }

  private func note(_ name: String, _ outcome: EntryJudge.Outcome, in finding: inout Finding) {
    var divergence: Divergence?
    switch outcome {
    case .equal: break
    case .different(let defect, let problem):
      divergence = Divergence(entry: name, problem: problem, defect: defect)
    case .measured(let distance, let limit):
      finding.entries.append(EntryReport(name, distance, limit))
      finding.hasLooseLimit = finding.hasLooseLimit || limit.exceedsGolden
      if distance.max > limit.maximum {
        divergence = Divergence(
          entry: name, problem: Self.describe(distance, limit, entries.precision), defect: .value)
      }
    }
    finding.divergence = finding.divergence ?? divergence
  }

  /// By how much an entry misses its limit.
  static func describe(_ distance: Distance, _ limit: Limit, _ precision: Precision) -> String {
    let format = precision == .float64 ? Precision.float32 : precision
    let noise =
      limit.noise > 0
      ? ", \(short(distance.max / limit.noise)) × the \(format.rawValue) noise" : ""
    return "differs by \(short(distance.max)) (rms \(short(distance.rms)), at element"
      + " \(distance.worstIndex)), the limit is \(short(limit.maximum))\(noise)"
  }

  private func extraEntry() -> Divergence? {
    let known = Set(entries.expected.order)
    return entries.actual.order.first { !known.contains($0) }.map {
      Divergence(entry: $0, problem: "is not in the golden", defect: .extra)
    }
  }

  private func orderFault() -> Divergence? {
    let pair = zip(entries.actual.order, entries.expected.order).first { $0 != $1 }
    return pair.map {
      Divergence(
        entry: $0, problem: "comes where the golden has \($1): another order of calls",
        defect: .order)
    }
  }
}

/// A number with two significant digits, `1.3e-06`, or a whole number of three.
func short(_ value: Double) -> String {
  guard value != 0 else { return "0" }
  guard (0.1..<999.5).contains(value) else { return String(format: "%.1e", value) }
  return String(format: value < 99.5 ? "%.2g" : "%.0f", value)
}
