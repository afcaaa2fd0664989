import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation
import Tensors

/// How a request is run, for the commands that run one.
struct ExecutionOptions: ParsableArguments {
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
}

/// Runs a request, writes its result folder and ends with the status that PROTOCOL gives.
struct Execution {
  let request: Request
  let options: ExecutionOptions
  let output: URL
  /// The content of `request.json` to leave in the folder, if any.
  var requestFile: JSONObject?

  /// Runs in the arithmetic that the options name.
  func run() throws {
    switch options.dtype {
    case .float32: try run(Float.self)
    case .float64: try run(Double.self)
    }
  }

  private func run<Scalar: TensorScalar>(_: Scalar.Type) throws {
    let folder = ResultFolder(output)
    try folder.create()
    Interruption.endProcess {
      if Terminal.error.isTerminal { Terminal.error.write("\r\u{1b}[Kinterrupted\n") }
    }
    var runner = ReferenceRunner<Scalar>()
    runner.recordsTranscript = options.transcript
    runner.conversion = options.weights
    let steps = StepProgress(loading: request.checkpoint.lastPathComponent)
    runner.onProgress = steps.update
    let (result, profile) = profiled { runner.run(request) }
    steps.finish()
    if let profile { Terminal.error.show(ProfileReport(profile).report) }
    result.warnings.forEach(warn)
    try Interruption.writing {
      if let requestFile { print(try folder.write(request: requestFile).relativePath) }
      for file in try folder.write(result) { print(file.relativePath) }
    }
    try report(result)
  }

  private func profiled<Result>(_ body: () -> Result) -> (Result, KernelProfile?) {
    options.profile ? KernelProfile.recording(body) : (body(), nil)
  }

  private func report<Scalar>(_ result: RunResult<Scalar>) throws {
    switch result.outcome {
    case .finished:
      guard Terminal.error.isTerminal else { return }
      let seconds = String(format: "%.1f s", result.seconds)
      let text = "\(result.pipelineClass ?? "") in \(seconds)\(seedText)\n"
      Terminal.error.write(Terminal.error.styled(text, .faint))
    case .refused(let error):
      complain(error)
      throw ExitCode(1)
    case .unusable(let error):
      complain(error)
      throw ExitCode(2)
    case .skipped(let reason):
      complain(reason)
      throw ExitCode(3)
    case .tooLarge(let shortage):
      complain(shortage)
      throw ExitCode(3)
    }
  }

  private var seedText: String {
    guard let seed = request.call["generator"]?["seed"] else { return "" }
    return ", seed \(seed.serialized())"
  }
}

/// An error on one line, with what to do about it.
func describe(_ error: Any) -> String {
  guard let error = error as? PythonError, let advice = error.advice else { return "\(error)" }
  return error.message.hasSuffix(".") ? "\(error) \(advice)" : "\(error). \(advice)"
}

extension WeightConversion: ExpressibleByArgument {}
