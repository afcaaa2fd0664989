public import Checkpoints
import Foundation

/// One case of a plan in one number format, for an implementation in this process: an argument of a
/// parameterized test.
///
/// ```swift
/// @Test(arguments: try SuitePlan(for: Port.implementation).cases)
/// func conforms(_ item: SuiteCase) throws {
///   let report = try item.judge(Port.answer)
///   #expect(report.isPassed || report.verdict == .skipped, "\(report)")
/// }
/// ```
public struct SuiteCase: Sendable, Identifiable, CustomStringConvertible {
  let check: any Check

  /// The id, and the number format in brackets if there is one.
  public var id: String { check.blank.title }
  /// The level.
  public var level: Level { check.blank.level }
  /// The class under test.
  public var className: String { check.blank.className }
  /// The number format; nil where there are no numbers.
  public var precision: Precision? { check.blank.precision }
  /// The id.
  public var description: String { id }

  /// Judges what `answer` makes of the case's questions.
  ///
  /// - Parameter answer: Gets a line of the protocol and answers it. What it throws is an exception of
  ///   diffusers if it is a `PythonError`; anything else is a failure of the implementation.
  /// - Throws: What reading the suite's own files throws.
  public func judge(_ answer: (JSONObject) throws -> SuiteAnswer) throws -> CaseReport {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "autopipeline-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try withoutActuallyEscaping(answer) {
      try check.judge(ClosureAsking($0), in: folder)
    }
  }
}

extension SuitePlan {
  /// The cases, in order.
  public var cases: [SuiteCase] { checks.map { SuiteCase(check: $0) } }
}

/// A closure asked line by line like an adapter.
private final class ClosureAsking: Asking {
  private let answer: (JSONObject) throws -> SuiteAnswer

  init(_ answer: @escaping (JSONObject) throws -> SuiteAnswer) { self.answer = answer }

  func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject {
    do {
      return try reply(answer(command), to: command)
    } catch {
      return AdapterSession.failure(error)
    }
  }

  private func reply(_ answer: SuiteAnswer, to command: JSONObject) throws -> JSONObject {
    switch answer {
    case .pipelineClass(let name): return ["pipeline_class": .string(name)]
    case .schedule(let timesteps, let sigmas):
      return ["timesteps": numbers(timesteps), "sigmas": sigmas.map(numbers) ?? .null]
    case .tokens(let ids, let mask): return ["ids": rows(ids), "mask": rows(mask)]
    case .tensors(let tensors):
      return ["file": .string(try write(tensors, "outputs.safetensors", of: command))]
    case .run(let name, let outputs, let flags, let transcript):
      _ = try write(outputs, "output.safetensors", of: command)
      if let transcript { _ = try write(transcript, "transcript.safetensors", of: command) }
      return ["pipeline_class": .string(name), "outputs": .object(flags)]
    case .skipped(let reason):
      return ["skipped": ["kind": "unsupported", "message": .string(reason)]]
    }
  }

  private func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .double($0) }) }

  private func rows(_ rows: [[Int]]) -> JSONValue {
    .array(rows.map { .array($0.map { .int($0) }) })
  }

  /// Writes a file into the output folder of a line.
  private func write(
    _ tensors: SafetensorsWriter, _ name: String, of command: JSONObject
  ) throws -> String {
    let folder = try AdapterRequest(command).url("output")
    try ResultFolder(folder).create()
    let file = folder.appending(path: name)
    try tensors.write(to: file)
    return file.path(percentEncoded: false)
  }
}
