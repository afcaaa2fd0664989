import ArgumentParser
import AutoPipelineConformance
import Foundation

/// `report`: what the suite wrote, merged, compared and shown.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Merge, compare and show reports of the suite.",
    discussion: """
      A report is a cases.jsonl that `check --report` wrote, or its folder.
      """,
    subcommands: [
      ReportMergeCommand.self, ReportCompareCommand.self, ReportRenderCommand.self,
    ])
}

/// `report merge`: the parts of a run as one report.
struct ReportMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one report of the parts of a run.",
    discussion: """
      Of a case that several reports have, the last one counts. Pictures stay where
      they are; the merged report leads to them.

      Exit statuses: 0 merged; 2 bad usage, unreadable input, or reports of several
      implementations.

      Example:
        autopipeline report merge part-1 part-2 --output whole/cases.jsonl
      """)

  @Argument(help: ArgumentHelp("Reports.", valueName: "report"))
  var reports: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  func run() throws {
    let file = URL(filePath: output)
    let folder = file.deletingLastPathComponent()
    let report = try SuiteReport(
      merging: reports.map { try ReportFile(URL(filePath: $0)) }, in: folder)
    try ResultFolder(folder).create()
    try report.write(to: file)
    if !report.missingShards.isEmpty {
      warn("parts are missing: \(report.missingShards.joined(separator: ", "))")
    }
    Terminal.output.show(TerminalReport(report.cases).report())
  }
}

/// `report compare`: what got better and what got worse.
struct ReportCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show what got better and what got worse between two reports.",
    discussion: """
      Cases that changed in one way stand together, those with the most cases first.

      Exit statuses: 0 nothing got worse; 1 something did; 2 bad usage or
      unreadable input. Cases that only one report has do not count as worse.

      Example:
        autopipeline report compare yesterday today
      """)

  @Argument(help: ArgumentHelp("The old report.", valueName: "old"))
  var old: String

  @Argument(help: ArgumentHelp("The new report.", valueName: "new"))
  var new: String

  @Flag(help: "List every case, not only one of each group.")
  var all = false

  func run() throws {
    let files = try [old, new].map { try ReportFile(URL(filePath: $0)) }
    let comparison = ReportComparison(files[0].report, files[1].report)
    Terminal.output.show(comparison.report(all ? .everything : .groups))
    if comparison.isWorse { throw ExitCode(1) }
  }
}

/// `report render`: a report in other forms.
struct ReportRenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write a report as a page, as Markdown or as JUnit's XML.",
    discussion: """
      Example:
        autopipeline report render report --html report.html --junit junit.xml
      """)

  @Argument(help: ArgumentHelp("The report.", valueName: "report"))
  var report: String

  @OptionGroup var rendering: RenderingOptions

  @OptionGroup var source: CheckoutOptions

  func validate() throws {
    guard rendering.isAsked else {
      throw ValidationError("choose at least one of --html, --markdown and --junit")
    }
  }

  func run() throws {
    let file = try ReportFile(URL(filePath: report))
    try rendering.write(file.report, folder: file.folder, checkout: source.checkout)
  }
}
