import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation
import Images

/// `compare`: two transcripts, files of tensors or pictures.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two transcripts, tensor files or pictures.",
    discussion: """
      Names the first call at which two transcripts diverge and the error of each
      entry; of two PNGs the differences in each channel. A folder that `run`
      wrote stands for its transcript. If A is the folder of a case, B is judged
      by the suite's limits: times the float32 noise of each golden entry.

      Exit statuses: 0 A and B agree; 1 they differ by more than the tolerance;
      2 bad usage or unreadable input.

      Examples:
        autopipeline compare golden.safetensors mine.safetensors
        autopipeline compare result-1 result-2 --tolerance 1e-6
        autopipeline compare Golden/stable-diffusion/StableDiffusionPipeline/plain \\
          mine.safetensors --dtype float32 --common
        autopipeline compare a/image-0.png b/image-0.png --tolerance 1
      """)

  @Argument(help: ArgumentHelp("A transcript, tensors, a PNG or a folder.", valueName: "a"))
  var first: String

  @Argument(help: ArgumentHelp("What to compare it with.", valueName: "b"))
  var second: String

  @Option(
    help: """
      What may differ: for floats a factor of max(1, max|A|), for pictures levels of 255. \
      Integers and flags must be equal.
      """)
  var tolerance = 0.0

  @Option(help: "The limits of a case to apply: float16, bfloat16, float32 or float64.")
  var dtype = Precision.float32

  @Flag(help: "Leave out of account what only one of them has.")
  var common = false

  @Flag(help: "Show equal entries, too.")
  var all = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance should be a number from 0, not \(tolerance)")
    }
  }

  func run() throws {
    switch (try ComparedPath(first), try ComparedPath(second)) {
    case (.picture(let left), .picture(let right)):
      let result = PictureComparison(
        try Image(contentsOf: left), try Image(contentsOf: right),
        tolerance: Int(min(tolerance, 65535)))
      try finish(result.agrees, result.summary, result.report([first, second]))
    case (.tensors(let left), .tensors(let right)):
      try finish(
        TensorComparison(
          RecordedTranscript(contentsOf: left, requiresOrder: false),
          RecordedTranscript(contentsOf: right, requiresOrder: false),
          tolerance: ComparisonTolerance(tolerance), ignoresMissing: common))
    case (.conformanceCase(let item), .tensors(let file)):
      let transcript = try RecordedTranscript(contentsOf: file, requiresOrder: false)
      try finish(item.compare(transcript, in: dtype, ignoresMissing: common))
    case (let left, let right):
      throw UsageError("A is \(left.kind), B is \(right.kind); they cannot be compared")
    }
  }

  private func finish(_ result: TensorComparison) throws {
    try finish(result.agrees, result.summary, result.report([first, second], showsAll: all))
  }

  private func finish(_ agrees: Bool, _ summary: JSONObject, _ report: ReportText) throws {
    if json {
      print(JSONValue.object(summary).serialized(indent: 2))
    } else {
      Terminal.output.show(report)
    }
    if !agrees { throw ExitCode(1) }
  }
}
