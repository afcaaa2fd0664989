import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation

/// The forms in which a report is written besides `cases.jsonl`.
struct RenderingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write JUnit's XML here.", valueName: "file"))
  var junit: String?

  @Option(help: ArgumentHelp("Write a Markdown summary here.", valueName: "file"))
  var markdown: String?

  @Option(help: ArgumentHelp("Write a page that needs nothing else here.", valueName: "file"))
  var html: String?

  /// Whether there is anything to write.
  var isAsked: Bool { junit != nil || markdown != nil || html != nil }

  /// Writes the forms that are asked for.
  ///
  /// - Parameters:
  ///   - folder: The folder that holds the runs' files.
  ///   - checkout: The folder that holds `Golden`.
  func write(_ report: SuiteReport, folder: URL, checkout: URL) throws {
    try write(junit, JUnitReport(report).text)
    try write(markdown, MarkdownReport(report).text)
    try write(html, HTMLReport(report, folder: folder, checkout: checkout).text)
  }

  private func write(_ path: String?, _ text: @autoclosure () -> String) throws {
    guard let path else { return }
    do {
      try Data(text().utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw CheckpointError(
        file: path, problem: "cannot be written", advice: "Choose a file in a folder that is there")
    }
  }
}
