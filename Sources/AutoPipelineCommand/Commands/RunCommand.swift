import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation
import Tensors

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

  @Option(help: "float32 or float64.")
  var dtype = Limit.Arithmetic.float32

  @Option(
    help: """
      once or per-use: when weights of another type, such as float16, are converted. Per use takes \
      less memory and more time.
      """)
  var weights = WeightConversion.once

  @Flag(help: "Record every component call.")
  var transcript = false

  @Flag(help: "Show at the end where the time went, by component and kernel.")
  var profile = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "folder"))
  var output: String

  func run() throws {
    let execution = Execution(
      request: try Request(contentsOf: URL(filePath: request)), transcript: transcript,
      output: URL(filePath: output), conversion: weights, profile: profile)
    switch dtype {
    case .float32: try execution(Float.self)
    case .float64: try execution(Double.self)
    }
  }
}
