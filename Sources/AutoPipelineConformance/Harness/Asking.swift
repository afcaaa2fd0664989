import Checkpoints
import Foundation

/// Something that answers commands of the protocol: an adapter, or the reference in this process.
protocol Asking: AnyObject {
  /// Sends `command`, a number added, and gives the reply.
  ///
  /// - Throws: `AdapterFailure`.
  func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject

  /// Judges a whole run without the detour over lines and files; nil for an adapter.
  ///
  /// - Parameter folder: Gets the pictures of a run that fails.
  func judge(
    _ item: ConformanceCase, _ precision: Precision, in folder: URL
  ) throws -> CaseReport?
}

extension Asking {
  func judge(_: ConformanceCase, _: Precision, in _: URL) throws -> CaseReport? { nil }
}

/// A reply by its kind.
enum Reply {
  /// What was asked for.
  case result(JSONObject)
  /// The implementation does not do it.
  case skipped(String)
  /// An exception of Python's, or a failure of the implementation.
  case error(type: String, message: String)

  init(_ reply: JSONObject) {
    if let skipped = reply["skipped"] {
      let kind = skipped["kind"]?.stringValue ?? "unsupported"
      let message = skipped["message"]?.stringValue ?? ""
      let issue = skipped["issue_url"]?.stringValue.map { " (\($0))" } ?? ""
      self = .skipped("\(kind): \(printable(message, limit: 2000))\(issue)")
    } else if let error = reply["error"] {
      self = .error(
        type: error["type"]?.stringValue ?? "", message: error["message"]?.stringValue ?? "")
    } else {
      self = .result(reply)
    }
  }

  /// The types of errors with which an adapter says that it could not make sense of a line or a file,
  /// and which diffusers does not have.
  static let failures: Set = ["Malformed", "Unusable"]
}

/// The reference in this process, asked line by line like an adapter but for whole runs, which share
/// the components that they load.
final class ReferenceAsking: Asking, Sendable {
  private let float = CaseRunner<Float>()
  private let double = CaseRunner<Double>()

  func judge(
    _ item: ConformanceCase, _ precision: Precision, in folder: URL
  ) throws -> CaseReport? {
    switch precision {
    case .float32: try float.judge(item, picturesOfFailures: folder)
    case .float64: try double.judge(item, picturesOfFailures: folder)
    case .float16, .bfloat16: nil
    }
  }

  func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject {
    let line = JSONValue.object((["cmd": "", "seq": 0] as JSONObject).merging(command)).serialized()
    guard case .reply(let reply) = AdapterSession().answer(Array(line.utf8)) else {
      throw .garbage("nothing")
    }
    return reply
  }
}
