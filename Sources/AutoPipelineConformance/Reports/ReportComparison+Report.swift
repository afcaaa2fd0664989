extension ReportComparison {
  /// How many cases of one kind are listed.
  private static let shown = 200

  /// The comparison for people.
  public var report: ReportText {
    var report = ReportText()
    report.add("old  \(old.run.title), \(old.cases.tally)", .strong)
    report.add("new  \(new.run.title), \(new.cases.tally)", .strong)
    for (kind, title, tone) in Self.sections { add(kind, title, tone, to: &report) }
    report.addSpace()
    if let shortfall = new.shortfall { report.add("! \(shortfall)", .warning) }
    let counts = Kind.allCases.map {
      "\(changes($0).count) \($0 == .same ? "the same" : $0.rawValue)"
    }
    report.add(counts.joined(separator: ", "), isWorse ? .bad : .good)
    return report
  }

  private static let sections: [(Kind, String, ReportText.Tone)] = [
    (.worse, "✗ worse", .bad), (.better, "✓ better", .good), (.changed, "~ changed", .warning),
    (.new, "+ new", .plain), (.gone, "− gone", .warning),
  ]

  private func add(
    _ kind: Kind, _ title: String, _ tone: ReportText.Tone, to report: inout ReportText
  ) {
    let changes = changes(kind)
    guard !changes.isEmpty else { return }
    report.addSpace()
    report.add(title, tone)
    for change in changes.prefix(Self.shown) {
      let isFailure = kind == .new && change.new?.standing.isUnexpected == true
      report.add("  \(change.line)", isFailure ? .bad : .plain)
    }
    if changes.count > Self.shown {
      report.add("  … and \(changes.count - Self.shown) more", .faint)
    }
  }
}
