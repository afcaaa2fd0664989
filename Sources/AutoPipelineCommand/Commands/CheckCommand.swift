import ArgumentParser
import AutoPipelineConformance
import Foundation
import Synchronization

/// `check`: the suite over the reference.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run the suite's cases and compare every entry with diffusers' goldens.",
    discussion: """
      The exit status is 0 if every case passes and 1 if any is wrong.

      Examples:
        autopipeline check
        autopipeline check --filter StableDiffusionInpaintPipeline --dtype float64
        autopipeline check --report reports
      """)

  @Option(help: "Run only the cases whose id contains this text.")
  var filter: String?

  @Option(help: "float32 or float64; both if absent.")
  var dtype: Limit.Arithmetic?

  @Option(help: ArgumentHelp("Write the judgements to this folder.", valueName: "folder"))
  var report: String?

  @Option(help: ArgumentHelp("The checkout that holds the cases.", valueName: "folder"))
  var suite: String?

  func run() throws {
    let checkout = suite.map { URL(filePath: $0) } ?? Suite.checkout
    let cases = Suite(checkout: checkout, filter: filter).cases
    guard !cases.isEmpty else {
      throw UsageError(
        "no case matches in \(checkout.appending(path: "Golden").path(percentEncoded: false))")
    }
    let arithmetics = dtype.map { [$0] } ?? Limit.Arithmetic.allCases
    let progress = ProgressLine(total: cases.count * arithmetics.count, unit: "case")
    var description = SuiteDescription(implementation: AdapterSession.implementation)
    description.total = cases.count * arithmetics.count
    let folder = try report.map { try ReportFolder(URL(filePath: $0), description) }
    let start = ContinuousClock.now
    let reports = SuiteRun(cases, arithmetics).judge { report in
      try? folder?.add(report)
      progress.advance()
    }
    progress.finish()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let result = SuiteReport(
      run: description, cases: reports,
      end: SuiteReport.End(isInterrupted: false, seconds: seconds))
    Terminal.output.show(TerminalReport(reports).report(String(format: " in %.1f s", seconds)))
    if let folder {
      let files = try folder.finish(result)
      print("report: \(files.map(\.relativePath).joined(separator: ", "))")
    }
    if !result.isPassed { throw ExitCode(1) }
  }
}

extension Limit.Arithmetic: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
