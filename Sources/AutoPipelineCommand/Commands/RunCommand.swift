import ArgumentParser
import AutoPipelineConformance
import Foundation
import Tensors

/// `run`: one request, one result folder.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a request and write its result, pictures and transcript.",
    discussion: """
      The exit status is 0 if the run is done, 1 if the request is refused with an error that
      diffusers raises, too, 2 if it cannot be used, and 3 if the reference does not support it.

      Example:
        autopipeline run request.json --transcript --output result
      """)

  @Argument(help: "The request, a JSON file.")
  var request: String

  @Option(help: "float32 or float64.")
  var dtype = Limit.Arithmetic.float32

  @Flag(help: "Record every component call.")
  var transcript = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "folder"))
  var output: String

  func run() throws {
    switch dtype {
    case .float32: try run(Float.self)
    case .float64: try run(Double.self)
    }
  }

  private func run<Scalar: TensorScalar>(_: Scalar.Type) throws {
    let request: Request
    do {
      request = try Request(contentsOf: URL(filePath: self.request))
    } catch {
      complain(error)
      throw ExitCode(2)
    }
    try execute(
      request, as: Scalar.self, transcript: transcript, output: URL(filePath: output))
  }
}

/// Runs `request`, writes its result folder and ends with the status that PROTOCOL gives.
func execute<Scalar: TensorScalar>(
  _ request: Request, as _: Scalar.Type, transcript: Bool, output: URL
) throws {
  var runner = ReferenceRunner<Scalar>()
  runner.recordsTranscript = transcript
  let steps = StepProgress()
  runner.onProgress = steps.update
  let result = runner.run(request)
  steps.finish()
  result.warnings.forEach { complain("warning: \($0)") }
  do {
    for file in try ResultFolder(output).write(result) { print(file.relativePath) }
  } catch {
    complain(error)
    throw ExitCode(2)
  }
  switch result.outcome {
  case .finished: return
  case .refused(let error):
    complain(error)
    throw ExitCode(1)
  case .unusable(let error):
    complain(error)
    throw ExitCode(2)
  case .skipped(let reason):
    complain(reason)
    throw ExitCode(3)
  }
}

/// The progress of denoising steps, as a pipeline reports it.
final class StepProgress {
  private var line: ProgressLine?

  func update(_ done: Int, _ total: Int) {
    let line = self.line ?? ProgressLine(total: total, unit: "steps")
    self.line = line
    line.advance(to: done)
  }

  func finish() { line?.finish() }
}

/// Writes a line to standard error.
func complain(_ message: Any) {
  FileHandle.standardError.write(Data("\(message)\n".utf8))
}
