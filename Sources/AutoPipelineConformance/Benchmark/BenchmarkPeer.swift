import Checkpoints
import Foundation

/// A process that takes part in a benchmark.
final class BenchmarkPeer {
  /// Why a peer gives no answer.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Who it is.
  let implementation: BenchmarkImplementation
  private let process: AdapterProcess

  /// The longest that anything may take: compiling a large network takes long.
  private static let timeout = 3600.0

  /// Starts `command`.
  init(
    _ implementation: BenchmarkImplementation, command: String, log: URL?,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws {
    self.implementation = implementation
    process = try AdapterProcess(
      command, limits: AdapterLimits(), log: AdapterLog(log, limit: 1 << 24),
      isInterrupted: isInterrupted)
  }

  /// The answer to `line`.
  ///
  /// - Throws: `Failure` where it says that it cannot, `AdapterFailure` where it fails.
  func ask(_ line: JSONObject) throws -> JSONObject {
    try process.send(Array(JSONValue.object(line).serialized().utf8), within: 60)
    let reply = try process.receive(Deadline(Self.timeout))
    let value = try JSONValue.parse(reply, file: implementation.rawValue)
    guard let members = value.objectValue else { throw Failure(description: "no object: \(value)") }
    if let problem = members["error"]?.stringValue { throw Failure(description: problem) }
    return members
  }

  /// Ends the process.
  func end() { process.end() }
}

/// Who takes part in benchmarks.
public enum BenchmarkImplementation: String, Sendable, CaseIterable {
  /// This package.
  case reference
  /// diffusers on PyTorch as it is.
  case eager
  /// diffusers with `torch.compile`.
  case compiled
  /// diffusers' models converted to OpenVINO.
  case openvino
  /// The reference's matrix products alone, without anything in between, by OpenBLAS.
  case openblas

  /// What readers see.
  var title: String {
    switch self {
    case .reference: "this package"
    case .eager: "PyTorch"
    case .compiled: "torch.compile"
    case .openvino: "OpenVINO"
    case .openblas: "OpenBLAS, products alone"
    }
  }

  /// Whether it runs models: has load time and memory of its own, and a place among the bars.
  var runsModels: Bool { self != .openblas }

  /// Whether it is a process of Python.
  var needsPython: Bool { self != .reference && runsModels }

  /// How many times the size of its weights one takes, about, with what it holds besides.
  var weightCopies: Double {
    switch self {
    case .reference, .eager, .openblas: 1.1
    case .compiled: 1.3
    case .openvino: 3.5
    }
  }
}
