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
    let start = ContinuousClock.now
    let judgements = SuiteRun(cases, arithmetics).judge { _ in progress.advance() }
    progress.finish()
    let table = TerminalReport(judgements)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    Terminal.output.show(table.report(String(format: " in %.1f s", seconds)))
    if let report {
      let files = try ReportFolder(URL(filePath: report)).write(judgements)
      print("report: \(files.map(\.relativePath).joined(separator: ", "))")
    }
    if table.failures > 0 { throw ExitCode(1) }
  }
}

extension Limit.Arithmetic: ExpressibleByArgument {}
