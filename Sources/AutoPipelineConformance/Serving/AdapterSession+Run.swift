import Checkpoints
import Foundation
import Tensors

extension AdapterSession {
  /// `run`: the content of `result.json`, the files in the output folder.
  static func run(
    _ line: AdapterRequest, _ progress: @escaping (JSONObject) -> Void
  ) throws -> JSONObject {
    let request = try request(line)
    let output = try line.url("output")
    let transcript = try line.optionalBool("transcript") ?? false
    switch try line.arithmetic() {
    case .float32: return try run(request, Float.self, output, transcript, progress)
    case .float64: return try run(request, Double.self, output, transcript, progress)
    }
  }

  /// The request itself, whose relative paths start from `folder`, or the path of its file.
  private static func request(_ line: AdapterRequest) throws -> Request {
    if line.members["request"]?.stringValue != nil {
      return try Request(contentsOf: line.url("request"))
    }
    let folder = line.members["folder"] == nil ? URL(filePath: ".") : try line.url("folder")
    return try Request(line.object("request"), folder: folder)
  }

  private static func run<Scalar: TensorScalar>(
    _ request: Request, _: Scalar.Type, _ output: URL, _ transcript: Bool,
    _ progress: @escaping (JSONObject) -> Void
  ) throws -> JSONObject {
    let folder = ResultFolder(output)
    try folder.create()
    var runner = ReferenceRunner<Scalar>()
    runner.recordsTranscript = transcript
    runner.onProgress = { done, total in
      progress(["progress": ["step": .int(done), "steps": .int(total)]])
    }
    let result = runner.run(request)
    _ = try folder.write(result)
    return result.summary
  }
}
