import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// What is written to `cases.jsonl` is what is read from it.
@Suite struct CaseReportTests {
  static var full: CaseReport {
    var report = CaseReport(
      id: "family/Class/variant", level: .pipeline, className: "Class", precision: .float32,
      verdict: .wrong)
    report.divergence = Divergence(
      entry: "unet.forward.0.out.sample", problem: "differs", defect: .value)
    report.message = "a \"message\"\n"
    report.entries = [
      EntryReport(name: "images", max: 0.25, rms: 0.1, limit: 0.5, noise: 0.125),
      EntryReport(name: "nothing", max: .infinity, rms: .infinity, limit: 1e-9, noise: 0),
    ]
    report.entryCount = 7
    report.seconds = 1.5
    report.diagnosis = ["channels reversed"]
    report.remarks = ["estimated"]
    report.folder = "cases/x"
    return report
  }

  static let plain = CaseReport(
    id: "resolve/C/x", level: .resolve, className: "C", precision: nil, verdict: .exact)

  @Test func readsWhatItWrites() throws {
    for report in [Self.full, Self.plain] {
      #expect(try CaseReport(report.json, file: "file") == report)
    }
    #expect(Self.full.output?.timesNoise == 2)
    #expect(Self.full.closest?.name == "nothing")
  }

  @Test func refusesOtherWords() {
    var json = Self.full.json
    json["verdict"] = "splendid"
    #expect(throws: CheckpointError.self) { try CaseReport(json, file: "file") }
  }

  struct Row: Sendable {
    let verdict: Verdict
    let precision: Precision?
    let expectation: CaseReport.Expectation
    let standing: CaseReport.Standing
  }

  static let rows = [
    Row(verdict: .exact, precision: .float64, expectation: .pass, standing: .passed),
    Row(verdict: .exact, precision: nil, expectation: .pass, standing: .passed),
    Row(verdict: .float32Class, precision: .float64, expectation: .pass, standing: .failed),
    Row(verdict: .float32Class, precision: .float32, expectation: .pass, standing: .passed),
    Row(verdict: .halfClass, precision: .float32, expectation: .pass, standing: .failed),
    Row(verdict: .halfClass, precision: .bfloat16, expectation: .pass, standing: .passed),
    Row(verdict: .wrong, precision: .float32, expectation: .failure, standing: .expectedFailure),
    Row(verdict: .error, precision: .float32, expectation: .failure, standing: .expectedFailure),
    Row(verdict: .exact, precision: nil, expectation: .failure, standing: .unexpectedPass),
    Row(verdict: .error, precision: nil, expectation: .pass, standing: .failed),
    Row(verdict: .skipped, precision: .float32, expectation: .pass, standing: .skipped),
    Row(verdict: .wrong, precision: .float32, expectation: .quarantined, standing: .quarantined),
  ]

  @Test(arguments: rows) func standings(_ row: Row) {
    var report = CaseReport(
      id: "a/b/c", level: .image, className: "b", precision: row.precision, verdict: row.verdict)
    report.expectation = row.expectation
    #expect(report.standing == row.standing)
  }

  @Test func reportsSurviveBeingCut() throws {
    let folder = try TemporaryFolder()
    var run = SuiteDescription(implementation: ["name": "x", "version": "1"], command: "x y")
    run.shard = "2/8"
    run.total = 3
    let writer = try ReportFolder(folder.url, run)
    try writer.add(Self.full)
    try writer.add(Self.plain)
    let file = folder.url.appending(path: SuiteReport.fileName)
    let data = try Data(contentsOf: file)
    try data.dropLast(5).write(to: file)
    let cut = try SuiteReport(contentsOf: file)
    #expect(cut.run == run)
    #expect(cut.run.title == "x 1")
    #expect(cut.cases == [Self.full])
    #expect(cut.end == nil)
    #expect(!cut.isPassed)
  }

  @Test func laterReportsOfACaseCount() throws {
    let folder = try TemporaryFolder()
    let writer = try ReportFolder(
      folder.url, SuiteDescription(implementation: ["name": "x"], command: nil))
    var second = Self.plain
    second.verdict = .error
    try [Self.plain, Self.full, second].forEach(writer.add)
    let end = SuiteReport.End(isInterrupted: false, seconds: 2)
    let report = SuiteReport(
      run: SuiteDescription(implementation: [:]), cases: [Self.full], end: end)
    #expect(try writer.finish(report).count == 2)
    let read = try SuiteReport(contentsOf: folder.url.appending(path: SuiteReport.fileName))
    #expect(read.cases == [second, Self.full])
    #expect(read.end == end)
  }
}
