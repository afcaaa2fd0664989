import Checkpoints

/// What came of one benchmark.
struct BenchmarkResult: Sendable {
  /// What one implementation took.
  struct Measurement: Sendable {
    let implementation: BenchmarkImplementation
    /// The seconds of each round.
    var seconds: [Double] = []
    /// The seconds from files to something that can run.
    var loadSeconds: Double?
    /// The most memory that was resident in the rounds, beyond the weights and what the process
    /// had before.
    var peakBytes: Int?
    /// Its largest difference from the first implementation after the reference, relative to the
    /// largest element.
    var difference: Double?
    /// Why there is nothing.
    var problem: String?

    /// The middle of the rounds' seconds.
    var median: Double? {
      guard !seconds.isEmpty else { return nil }
      let sorted = seconds.sorted()
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
  }

  let item: BenchmarkItem
  /// The size of the model's weights.
  let weightBytes: Int
  /// Where the time of the reference's first run went.
  var profile: ProfileReport?
  /// The reference first.
  var measurements: [Measurement]

  /// Floating-point operations of one round as plain algorithms count them; 0 if not known.
  var operations: Int { profile?.operations ?? 0 }

  /// What `implementation` took.
  func measurement(_ implementation: BenchmarkImplementation) -> Measurement? {
    measurements.first { $0.implementation == implementation }
  }

  /// How many times as fast as PyTorch `implementation` is.
  func speed(_ implementation: BenchmarkImplementation) -> Double? {
    ratio(.eager, implementation)
  }

  /// How many times as long `slow` takes as `fast`.
  func ratio(_ slow: BenchmarkImplementation, _ fast: BenchmarkImplementation) -> Double? {
    guard let slow = measurement(slow)?.median, let fast = measurement(fast)?.median else {
      return nil
    }
    return slow / fast
  }

  /// The reference's memory beyond the weights, as a multiple of PyTorch's; nil where that has little, of
  /// which a ratio says little.
  var memoryRatio: Double? {
    guard let own = measurement(.reference)?.peakBytes,
      let peer = measurement(.eager)?.peakBytes, peer >= 32 << 20
    else { return nil }
    return Double(own) / Double(peer)
  }

  /// All numbers.
  var json: JSONValue {
    [
      "id": .string(item.id), "title": .string(item.title), "group": .string(item.group),
      "x": item.x.map { .double($0) } ?? .null, "weight_bytes": .int(weightBytes),
      "flop": .int(operations), "measurements": .array(measurements.map(\.json)),
      "profile": profile?.json ?? .null,
    ]
  }
}

extension BenchmarkResult.Measurement {
  fileprivate var json: JSONValue {
    [
      "implementation": .string(implementation.rawValue),
      "seconds": .array(seconds.map { .double($0) }),
      "median": median.map { .double($0) } ?? .null,
      "minimum": seconds.min().map { .double($0) } ?? .null,
      "load_seconds": loadSeconds.map { .double($0) } ?? .null,
      "peak_bytes_beyond_weights": peakBytes.map { .int($0) } ?? .null,
      "difference": difference.map { .double($0) } ?? .null,
      "problem": problem.map { .string($0) } ?? .null,
    ]
  }
}
