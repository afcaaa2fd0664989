import AutoPipelineConformance
import Testing

/// What counts as better and as worse.
@Suite struct ReportComparisonTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let old: CaseReport?
    let new: CaseReport?
    let kind: ReportComparison.Kind

    init(
      _ name: String, _ old: CaseReport?, _ new: CaseReport?, _ kind: ReportComparison.Kind
    ) {
      (testDescription, self.old, self.new, self.kind) = (name, old, new, kind)
    }
  }

  private static let passed = ReportSamples.item(.float32Class, ratio: 0.3)
  private static let wrong = ReportSamples.item(.wrong, entry: "images")
  private static let skipped = ReportSamples.item(.skipped)
  private static let failed = ReportSamples.item(.error)

  static let rows = [
    Row("passed still", passed, passed, .same), Row("broke", passed, wrong, .worse),
    Row("crashes now", passed, failed, .worse), Row("mended", wrong, passed, .better),
    Row("answers, wrongly", failed, wrong, .better), Row("crashes", wrong, failed, .worse),
    Row("still crashes", failed, failed, .same), Row("still skipped", skipped, skipped, .same),
    Row("no longer claimed", passed, skipped, .worse),
    Row("no longer claimed nor failed", wrong, skipped, .changed),
    Row("claimed", skipped, passed, .better), Row("claimed and wrong", skipped, wrong, .changed),
    Row("alone in the new one", nil, wrong, .new), Row("alone in the old one", passed, nil, .gone),
    Row("wrong elsewhere", wrong, ReportSamples.item(.wrong, entry: "random.0.normal"), .changed),
    Row(
      "as exact as before", ReportSamples.item(.exact, precision: .float64),
      ReportSamples.item(.exact, precision: .float64), .same),
    Row(
      "less exact", ReportSamples.item(.exact, precision: .float64),
      ReportSamples.item(.float32Class, precision: .float64), .worse),
    Row("twice as close", passed, ReportSamples.item(.float32Class, ratio: 0.6), .changed),
    Row("somewhat closer", passed, ReportSamples.item(.float32Class, ratio: 0.5), .same),
    Row("far from its limit", passed, ReportSamples.item(.float32Class, ratio: 0.01), .changed),
    Row(
      "far from its limit in both", ReportSamples.item(.float32Class, ratio: 0.01),
      ReportSamples.item(.float32Class, ratio: 0.09), .same),
    Row(
      "expectations do not matter", passed,
      ReportSamples.item(.wrong, expectation: .failure, entry: "images"), .worse),
    Row(
      "in quarantine", passed,
      ReportSamples.item(.wrong, expectation: .quarantined, entry: "images"), .changed),
  ]

  @Test(arguments: rows) func kinds(_ row: Row) {
    let reports = [row.old, row.new].map { ReportSamples.report([$0].compactMap { $0 }) }
    let comparison = ReportComparison(reports[0], reports[1])
    #expect(comparison.changes.map(\.kind) == [row.kind])
    #expect(comparison.isWorse == (row.kind == .worse))
    #expect(
      comparison.report().text.contains("1 \(row.kind == .same ? "the same" : row.kind.rawValue)"))
  }

  @Test func casesAreMatchedByLevelIdAndFormat() {
    let cases = ReportSamples.everything
    let comparison = ReportComparison(
      ReportSamples.report(cases), ReportSamples.report(cases.reversed()))
    #expect(comparison.changes.count == cases.count)
    #expect(comparison.changes(.same).count == cases.count)
  }

  @Test func linesSayWhatWasAndWhatIs() {
    let comparison = ReportComparison(
      ReportSamples.report([Self.passed]), ReportSamples.report([Self.wrong], interrupted: true))
    let text = comparison.report(.everything).text
    #expect(
      text.contains(
        "  family/Class/plain [float32]  float32-class (30% of a limit) → wrong at images: differs")
    )
    #expect(text.contains("! The run was cut short: 1 of 6 cases"))
  }

  @Test func casesThatChangedInOneWayStandTogether() {
    let names = (0..<7).map { "v\($0)" }
    let old = names.map { ReportSamples.item(.float32Class, $0) }
    let new = names.enumerated().map { index, name in
      index < 5
        ? ReportSamples.item(.wrong, name, entry: "unet.forward.\(index).out.sample")
        : ReportSamples.item(.error, name, message: "ended with status \(index)")
    }
    let comparison = ReportComparison(ReportSamples.report(old), ReportSamples.report(new))
    let lines = comparison.report().text.split(separator: "\n").map(String.init)
    #expect(lines[2] == "✗ worse: 7")
    #expect(
      lines[3] == "  5 × pipeline  wrong at unet.forward.out.sample: differs by more than its limit"
    )
    #expect(lines[4] == "      in Class 5")
    #expect(lines[6] == "  2 × pipeline  error: ended with status …")
    #expect(lines.count == 10)
    #expect(comparison.report(.everything).text.split(separator: "\n").count == 15)
  }
}
