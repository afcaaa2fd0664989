import Checkpoints
public import Foundation
import Tensors

/// Measures the reference and, beside it in the same run, what else there is: all of them load, then take
/// turns.
public struct Benchmark {
  /// What is measured, and how.
  public struct Options: Sendable {
    /// The checkout with `ci/benchmarks` and `Golden`.
    public var checkout: URL
    /// Where checkpoints and inputs are kept between runs.
    public var cache: URL
    /// The program and the arguments of the reference's worker.
    public var worker: [String]
    /// A Python interpreter with diffusers.
    public var python: String?
    /// Who takes part besides the reference; most need the interpreter.
    public var peers: [BenchmarkImplementation] = [.eager, .compiled, .openvino, .openblas]
    /// Only the items whose id contains one of these.
    public var only: [String] = []
    /// Only the short items, in few rounds.
    public var isQuick = false
    /// Rounds of each item; fewer where one takes long.
    public var rounds = 7
    /// The seconds after which no further round of an item begins, once there are three.
    public var budget = 150.0
    /// Where workers' standard error goes.
    public var log: URL?
    /// Whether somebody asked to stop.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// Options for a checkout.
    public init(checkout: URL, cache: URL, worker: [String]) {
      self.checkout = checkout
      self.cache = cache
      self.worker = worker
    }
  }

  private let options: Options
  private let items: [BenchmarkItem]

  private var sources: URL { options.checkout.appending(path: "ci/benchmarks") }

  /// The benchmarks that `options` choose.
  ///
  /// - Throws: `CheckpointError` or `JSONError` for a checkout without benchmarks.
  public init(_ options: Options) throws {
    self.options = options
    let file = options.checkout.appending(path: "ci/benchmarks/benchmarks.json")
    items = try BenchmarkItem.load(file).filter { item in
      (options.isQuick ? item.isQuick : true)
        && (options.only.isEmpty || options.only.contains { item.id.contains($0) })
    }
  }

  /// How many there are.
  public var count: Int { items.count }

  /// Runs all of them.
  ///
  /// - Parameters:
  ///   - onProgress: Told what is measured now.
  ///   - onResult: Given what there is after each item, so that nothing is lost.
  /// - Throws: `CheckpointError` if a checkpoint cannot be made. What goes wrong with one
  ///   implementation is a part of the report.
  public func run(
    onProgress: (_ done: Int, _ title: String) -> Void,
    onResult: (BenchmarkReport) throws -> Void = { _ in }
  ) throws -> BenchmarkReport {
    var results: [BenchmarkResult] = []
    for (index, item) in items.enumerated() where !options.isInterrupted() {
      onProgress(index, item.title)
      results.append(try measure(item))
      try onResult(BenchmarkReport(results: results, isInterrupted: true))
    }
    return BenchmarkReport(results: results, isInterrupted: options.isInterrupted())
  }

  private func measure(_ item: BenchmarkItem) throws -> BenchmarkResult {
    let load = try BenchmarkLoad(item, sources: sources, options: options)
    var turns: [BenchmarkTurns] = []
    defer { turns.forEach { $0.peer.end() } }
    var result = BenchmarkResult(item: item, weightBytes: load.weightBytes, measurements: [])
    for implementation in implementations(for: item) {
      do {
        turns.append(try begin(implementation, load))
      } catch {
        var failed = BenchmarkResult.Measurement(implementation: implementation)
        failed.problem = "\(error)"
        result.measurements.append(failed)
      }
    }
    let start = ContinuousClock.now
    let rounds = options.isQuick ? 3 : options.rounds
    for round in 0..<rounds where !options.isInterrupted() {
      if round >= min(3, rounds), (ContinuousClock.now - start) / .seconds(1) > options.budget {
        break
      }
      // Who comes first changes, so that nobody always follows the same one.
      for index in turns.indices { try? turns[(index + round) % turns.count].run() }
    }
    result.measurements += turns.map(\.measurement)
    result.measurements.sort { order($0) < order($1) }
    result.profile = turns.first { $0.peer.implementation == .reference }?.profile
    compare(&result)
    return result
  }

  private func order(_ measurement: BenchmarkResult.Measurement) -> Int {
    BenchmarkImplementation.allCases.firstIndex(of: measurement.implementation) ?? 0
  }

  private func implementations(for item: BenchmarkItem) -> [BenchmarkImplementation] {
    [.reference]
      + options.peers.filter {
        $0.needsPython ? options.python != nil : item.comparesProducts
      }
  }

  /// A process that has loaded and run once.
  private func begin(
    _ implementation: BenchmarkImplementation, _ load: BenchmarkLoad
  ) throws -> BenchmarkTurns {
    let turns = BenchmarkTurns(try start(implementation, load), load)
    do {
      try turns.begin(output: output(of: implementation))
    } catch {
      turns.peer.end()
      throw error
    }
    return turns
  }

  private func start(
    _ implementation: BenchmarkImplementation, _ load: BenchmarkLoad
  ) throws -> BenchmarkPeer {
    let needed = Int(implementation.weightCopies * Double(load.weightBytes)) + 3 << 30
    if let available = SystemMemory.available, implementation != .reference, needed > available {
      throw BenchmarkPeer.Failure(
        description: "about \(needed >> 30) GiB of memory are needed beside the others, "
          + "\(available >> 30) GiB are available")
    }
    var command = options.worker
    if implementation.needsPython, let python = options.python {
      let script = sources.appending(path: "peer.py").path(percentEncoded: false)
      command = [python, script, implementation.rawValue]
    }
    let line = "exec " + command.map(\.shellQuoted).joined(separator: " ")
    return try BenchmarkPeer(
      implementation, command: line, log: options.log, isInterrupted: options.isInterrupted)
  }

  private func output(of implementation: BenchmarkImplementation) -> URL {
    options.cache.appending(path: "output-\(implementation.rawValue).safetensors")
  }

  /// Holds the outputs against the first peer's.
  private func compare(_ result: inout BenchmarkResult) {
    let peers = result.measurements.filter { !$0.seconds.isEmpty }.map(\.implementation)
    guard let first = peers.first(where: { $0 != .reference }),
      let expected: Tensor<Double> = outputs(first)
    else { return }
    let scale = max(expected.maxAbs(), .leastNormalMagnitude)
    for index in result.measurements.indices {
      let implementation = result.measurements[index].implementation
      guard implementation != first, peers.contains(implementation),
        let tensor: Tensor<Double> = outputs(implementation)
      else { continue }
      result.measurements[index].difference =
        tensor.shape == expected.shape ? (tensor - expected).maxAbs() / scale : .infinity
    }
  }

  private func outputs(_ implementation: BenchmarkImplementation) -> Tensor<Double>? {
    try? SafetensorsFile(contentsOf: output(of: implementation)).tensor("output")
  }
}
