import Checkpoints
public import Foundation
import Pipelines
import Tensors

/// Makes goldens of requests with the reference, marked as made by it: a port's guard against
/// regressions on checkpoints that the suite does not have.
public struct GoldenRecorder: Sendable {
  /// Why a request has no golden.
  public struct Failure: Error, CustomStringConvertible {
    /// The request and the reason.
    public let description: String
  }

  /// What marks such goldens.
  public static let maker = "autopipeline-reference \(AutoPipelineVersion.text)"

  /// The folder under which cases are written, as `Golden/recorded/Class/variant`.
  public let output: URL

  /// A recorder that writes under `output`, which `check --suite` takes.
  public init(output: URL) { self.output = output }

  /// Runs the request in `file` in float64 and float32 and writes the case.
  ///
  /// - Returns: The folder of the case.
  /// - Throws: `Failure` for a request that cannot be run; what reading and writing throws.
  public func record(_ file: URL) throws -> URL {
    let request = try Request(contentsOf: file)
    let ideal = run(request, Double.self)
    let single = run(request, Float.self)
    let name = ideal.pipelineClass ?? "none"
    let folder = output.appending(path: "Golden/recorded").appending(path: name)
      .appending(path: Self.variant(file))
    let files = ResultFolder(folder)
    try files.create()
    var golden: JSONObject = ["made_by": .string(Self.maker)]
    golden["pipeline_class"] = ideal.pipelineClass.map { .string($0) }
    switch ideal.outcome {
    case .skipped(let reason): throw failure(file, reason)
    case .tooLarge(let shortage): throw failure(file, "\(shortage)")
    case .unusable(let error): throw failure(file, "\(error)")
    case .refused(let error):
      golden["error"] = ["type": .string(error.type.rawValue), "message": .string(error.message)]
    case .finished(let result):
      golden["outputs"] = ideal.summary["outputs"]
      golden["noise"] = .object(try noise(ideal, single, file))
      golden["noise_runs"] = ["reference float32"]
      try write(ideal, result, to: folder)
    }
    golden["versions"] = ["autopipeline": .string(AutoPipelineVersion.text)]
    _ = try files.write(golden, as: "golden.json")
    let origin = file.absoluteURL.deletingLastPathComponent()
    let members = try Configuration(contentsOf: file).members.mappingPaths { path in
      path.hasPrefix("/") ? path : origin.following(path).path(from: folder)
    }
    _ = try files.write(request: members)
    return folder
  }

  private func failure(_ file: URL, _ reason: String) -> Failure {
    Failure(description: "\(file.path(percentEncoded: false)): no golden: \(reason)")
  }

  /// The name of the file, or of its folder where the file is called `request.json`.
  private static func variant(_ file: URL) -> String {
    let name = file.deletingPathExtension().lastPathComponent
    return name == "request" ? file.absoluteURL.deletingLastPathComponent().lastPathComponent : name
  }

  private func run<Scalar: TensorScalar>(_ request: Request, _: Scalar.Type) -> RunResult<Scalar> {
    var runner = ReferenceRunner<Scalar>()
    runner.recordsTranscript = true
    return runner.run(request)
  }

  /// How far the float32 run is from the float64 run, by entry.
  private func noise(
    _ ideal: RunResult<Double>, _ single: RunResult<Float>, _ file: URL
  ) throws -> JSONObject {
    guard case .finished = single.outcome, let wide = ideal.transcript,
      let narrow = single.transcript
    else { throw failure(file, "the run in float32 does not end as the one in float64") }
    let (expected, actual) = (RecordedTranscript(wide), RecordedTranscript(narrow))
    var noise = JSONObject()
    for name in expected.order where !name.hasPrefix("random.") {
      guard case .floats(let want)? = try expected.values(name) else { continue }
      guard case .floats(let have)? = try actual.values(name), have.count == want.count else {
        throw failure(file, "\(name) has another shape in float32")
      }
      let distance = Distance(have, want)
      noise[name] = ["max": .double(distance.max), "rms": .double(distance.rms)]
    }
    return noise
  }

  private func write(
    _ result: RunResult<Double>, _ output: PipelineOutput<Double>, to folder: URL
  ) throws {
    if let transcript = result.transcript {
      try TranscriptFile.write(
        transcript, to: folder.appending(path: "transcript.safetensors"))
    }
    _ = try ResultFolder(folder).writePictures(output)
  }
}
