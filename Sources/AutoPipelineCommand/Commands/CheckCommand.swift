import ArgumentParser
import AutoPipelineConformance
import Foundation

/// `check`: the suite over the reference or another implementation.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run the suite's cases and compare every entry with diffusers' goldens.",
    discussion: """
      Without --implementation the reference itself is checked. An implementation is a command that
      speaks the adapter protocol, such as `autopipeline serve`; it is judged on the levels that it
      declares, and never sees an expected value.

      Lists of cases have a line for each: an id, in which * stands for any text, perhaps a number
      format, and comments after #.

      Exit statuses: 0 nothing unexpected happened; 1 a case failed, or passed against expectation;
      2 bad usage, or an adapter that cannot be started; 130 interrupted.

      Examples:
        autopipeline check
        autopipeline check --filter StableDiffusionInpaintPipeline --dtype float64
        autopipeline check --implementation "python my_adapter.py" --jobs 4 --report report
        autopipeline check --implementation ./port --html report.html --junit junit.xml
        autopipeline check --implementation ./port --level tokens --level schedule
        autopipeline check --implementation ./port --level resolve --diffusers-version 0.42.1
        autopipeline check --implementation ./port --write-expected-failures known.txt
        autopipeline check --implementation ./port --expect-failures known.txt --shard 2/8
      """)

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var adapter: AdapterOptions
  @OptionGroup var expectations: ExpectationOptions

  @Option(help: ArgumentHelp("Write the report and the runs' files here.", valueName: "folder"))
  var report: String?

  @OptionGroup var rendering: RenderingOptions

  func run() throws {
    Interruption.handle()
    // Without a report, the files of the runs go to a folder that is removed at the end.
    let scratch = FileManager.default.temporaryDirectory.appending(
      path: "autopipeline-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    var options = SuiteHarness.Options(folder: report.map { URL(filePath: $0) } ?? scratch)
    options.keepsFiles = report != nil || rendering.html != nil
    options.isInterrupted = { Interruption.isRequested }
    try adapter.apply(to: &options)
    try expectations.apply(to: &options)
    let implementation = try SuiteHarness.implementation(options)
    let plan = try selection.plan(
      for: implementation, default: options.command == nil ? [.pipeline] : nil, options.limits)
    expectations.warnOfUnusedLines(plan, options, isWhole: selection.isWhole)
    let result = try run(plan, implementation, options)
    try rendering.write(result, folder: options.folder, checkout: selection.source.checkout)
    if let file = expectations.writeExpectedFailures {
      let text = ExpectationList.text(failuresOf: result.cases)
      try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    }
    if result.end?.isInterrupted == true { throw ExitCode(130) }
    if !result.isPassed { throw ExitCode(1) }
  }

  private func run(
    _ plan: SuitePlan, _ implementation: Implementation, _ options: SuiteHarness.Options
  ) throws -> SuiteReport {
    var description = SuiteDescription(
      implementation: implementation.json, command: options.command)
    description.shard = selection.shard?.description
    description.total = plan.count
    let folder = try report.map { try ReportFolder(URL(filePath: $0), description) }
    let progress = ProgressLine(total: plan.count, unit: "case")
    let start = ContinuousClock.now
    let outcome = SuiteHarness(plan, options).run { report in
      try? folder?.add(report)
      progress.advance()
    }
    progress.finish()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let result = SuiteReport(
      run: description, cases: outcome.cases,
      end: SuiteReport.End(isInterrupted: outcome.isInterrupted, seconds: seconds))
    outcome.remarks.forEach(warn)
    let remark = outcome.isInterrupted ? ", interrupted after %.1f s" : " in %.1f s"
    Terminal.output.show(TerminalReport(outcome.cases).report(String(format: remark, seconds)))
    if let folder {
      let files = try folder.finish(result)
      print("report: \(files.map(\.relativePath).joined(separator: ", "))")
    }
    return result
  }
}

extension Limit.Arithmetic: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension Level: ExpressibleByArgument {}
