import ArgumentParser
import AutoPipelineConformance
import Foundation

/// `run`: one request, one result folder.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a request and write its result, pictures and transcript.",
    discussion: """
      Exit statuses: 0 done; 1 refused with an error that diffusers raises,
      too; 2 bad usage or unreadable input; 3 not supported by the reference, or
      more than the memory that is available; 130 interrupted.

      A request that cannot fit is refused before anything is loaded. The variable
      AUTOPIPELINE_MEMORY says how much may be used, such as 8G, or none for no limit.

      Example:
        autopipeline run request.json --transcript --output result
      """)

  @Argument(help: "The request, a JSON file.")
  var request: String

  @OptionGroup var options: ExecutionOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "folder"))
  var output: String

  func run() throws {
    try Execution(
      request: try Request(contentsOf: URL(filePath: request)), options: options,
      output: URL(filePath: output)
    ).run()
  }
}
