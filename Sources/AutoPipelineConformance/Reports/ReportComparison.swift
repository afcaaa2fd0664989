/// Two reports side by side: what got better and what got worse.
public struct ReportComparison: Sendable {
  /// How a case changed.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// It has a lower verdict than before, or is no longer claimed although it passed.
    case worse
    /// It has a higher verdict than before, or is claimed now, and passes.
    case better
    /// It fails elsewhere, comes at least twice as close to its limit or stays twice as far from it,
    /// is claimed now and fails or no longer claimed after it failed, or is in quarantine.
    case changed
    /// It is in the new report alone.
    case new
    /// It is in the old report alone.
    case gone
    /// It is as it was.
    case same
  }

  /// One case in both reports.
  public struct Change: Sendable, Hashable {
    /// The case in the old report.
    public let old: CaseReport?
    /// The case in the new report.
    public let new: CaseReport?
    /// What became of it.
    public let kind: Kind
  }

  /// The cases of both reports, sorted by level, id and number format.
  public let changes: [Change]
  let old: SuiteReport
  let new: SuiteReport

  /// Compares two reports.
  public init(_ old: SuiteReport, _ new: SuiteReport) {
    self.old = old
    self.new = new
    let pairs = [old, new].map { report in
      Dictionary(report.cases.map { ($0.key, $0) }) { _, last in last }
    }
    changes = Set(pairs[0].keys).union(pairs[1].keys).sorted().map { key in
      Change(pairs[0][key], pairs[1][key])
    }
  }

  /// Whether a case got worse.
  public var isWorse: Bool { changes.contains { $0.kind == .worse } }

  /// The changes of one kind.
  public func changes(_ kind: Kind) -> [Change] { changes.filter { $0.kind == kind } }
}

extension ReportComparison.Change {
  init(_ old: CaseReport?, _ new: CaseReport?) {
    self.old = old
    self.new = new
    kind =
      switch (old, new) {
      case (nil, _): .new
      case (_, nil): .gone
      case (let old?, let new?): Self.kind(old, new)
      }
  }

  /// The part of the limit from which on a changed error is worth a line.
  private static let worthALine = 0.1

  private static func kind(_ old: CaseReport, _ new: CaseReport) -> ReportComparison.Kind {
    let standings = [old.standing, new.standing]
    if standings.contains(.quarantined) { return old.verdict == new.verdict ? .same : .changed }
    switch (old.verdict, new.verdict) {
    case (.skipped, .skipped): return .same
    case (.skipped, _): return new.isPassed ? .better : .changed
    case (_, .skipped): return old.isPassed ? .worse : .changed
    case _ where old.grade != new.grade: return old.grade < new.grade ? .better : .worse
    case _ where old.isPassed: return isFarFrom(old, new) ? .changed : .same
    default: return old.fault == new.fault ? .same : .changed
    }
  }

  /// Whether the errors differ by a factor of two, and one of them comes near its limit.
  private static func isFarFrom(_ old: CaseReport, _ new: CaseReport) -> Bool {
    let ratios = [old, new].map { $0.closest?.ratio ?? 0 }
    guard let small = ratios.min(), let large = ratios.max() else { return false }
    return large >= worthALine && large >= 2 * small
  }

  /// What was and what is, on one line.
  var line: String {
    let cases = [old, new].compactMap { $0 }
    return "\(cases.last?.title ?? "")  " + cases.map(\.state).joined(separator: " → ")
  }
}

extension CaseReport {
  /// How good a verdict is: an answer that is wrong is better than none.
  fileprivate var grade: Int { verdict == .error ? -1 : verdict.rank }

  fileprivate var fault: [String?] { [divergence?.entry, divergence?.defect.rawValue] }

  fileprivate var state: String {
    guard isPassed else {
      return verdict.rawValue + place + (reason.map { ": \(printable($0, limit: 200))" } ?? "")
    }
    return verdict.rawValue + (closest.map { " (\($0.percentOfLimit) of a limit)" } ?? "")
  }
}
