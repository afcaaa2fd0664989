import ArgumentParser
import AutoPipelineConformance
import Foundation

/// `golden`: goldens of one's own checkpoints.
struct GoldenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "golden",
    abstract: "Make goldens of your own checkpoints with the reference, and check them.",
    discussion: """
      The suite's own goldens come from diffusers. These are made by the reference and say so; they
      guard an implementation against regressions on checkpoints that the suite does not have.
      """,
    subcommands: [GoldenRecordCommand.self, GoldenVerifyCommand.self])
}

/// `golden record`: goldens of requests.
struct GoldenRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Run requests on the reference and write what it computes as goldens.",
    discussion: """
      A golden holds the transcript in float64 and by how much a run in float32 differs from it. The
      case is called recorded/Class/name, after the file, or after its folder if it is request.json.

      Example:
        autopipeline golden record cat.json --output mine
        autopipeline check --suite mine --implementation ./port
      """)

  @Argument(help: ArgumentHelp("Request files.", valueName: "request"))
  var requests: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "folder"))
  var output: String

  func run() throws {
    let recorder = GoldenRecorder(output: URL(filePath: output))
    for request in requests { print(try recorder.record(URL(filePath: request)).relativePath) }
  }
}

/// `golden verify`: goldens against the reference.
struct GoldenVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run the requests of goldens on the reference again and compare.",
    discussion: """
      Takes folders of cases, or folders that hold a Golden folder.

      Exit statuses: 0 every golden is met; 1 one is not; 2 bad usage or unreadable input.

      Example:
        autopipeline golden verify mine
      """)

  @Argument(help: ArgumentHelp("Folders.", valueName: "folder"))
  var folders: [String]

  func run() throws {
    let cases = try folders.flatMap { path in
      let folder = URL(filePath: path)
      let isCase = FileManager.default.fileExists(
        atPath: folder.appending(path: "golden.json").path(percentEncoded: false))
      let cases = isCase ? [ConformanceCase(folder: folder)] : Suite(checkout: folder).cases
      guard !cases.isEmpty else { throw UsageError("\(path): there are no goldens here") }
      return cases
    }
    let (float, double) = (CaseRunner<Float>(), CaseRunner<Double>())
    let reports = try cases.flatMap { [try float.judge($0), try double.judge($0)] }
    let report = TerminalReport(reports)
    Terminal.output.show(report.report())
    if report.failures > 0 { throw ExitCode(1) }
  }
}
