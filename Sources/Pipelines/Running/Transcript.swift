import OrderedCollections
public import Tensors

/// The record of one run: every component call in order, by diffusers' names.
///
/// Entries are named `component.method.n.in|out.name`, `n` counted per component and method, and
/// `random.n.kind` for draws. Inputs are kept for the first call of a method only. `ci/oracle`
/// makes transcripts of diffusers by the same scheme, so the first entry that differs is where a
/// run goes wrong.
public final class Transcript<Scalar: TensorScalar> {
  /// A recorded value with its shape.
  public enum Entry: Sendable {
    /// Numbers of the run's own arithmetic.
    case floats(Tensor<Scalar>)
    /// Random numbers, which are float32 in every arithmetic.
    case draws(Tensor<Float>)
    /// Ids, counts and whole timesteps.
    case integers([Int], shape: [Int])
    /// Flags.
    case flags([Bool], shape: [Int])
    /// Samples of 8-bit pictures.
    case bytes([UInt8], shape: [Int])
  }

  /// The entries in the order of the calls.
  public private(set) var entries: OrderedDictionary<String, Entry> = [:]
  private var calls: [String: Int] = [:]

  /// An empty transcript.
  public init() {}

  /// Adds an entry.
  public func record(_ name: String, _ entry: Entry) { entries[name] = entry }

  /// Opens a call of `component.method` and records its inputs if it is the first.
  ///
  /// - Returns: The prefix for the outputs, `component.method.n.out`.
  func open(
    _ component: String, _ method: String, inputs: () -> [(name: String, entry: Entry)]
  ) -> String {
    let key = "\(component).\(method)"
    let number = calls[key, default: 0]
    calls[key] = number + 1
    if number == 0 {
      for input in inputs() { record("\(key).0.in.\(input.name)", input.entry) }
    }
    return "\(key).\(number).out"
  }

  /// The next number of a call that has no inputs and outputs, such as a random draw.
  func number(of key: String) -> Int {
    let number = calls[key, default: 0]
    calls[key] = number + 1
    return number
  }
}

extension Transcript.Entry {
  /// The extents of the value.
  public var shape: [Int] {
    switch self {
    case .floats(let tensor): tensor.shape
    case .draws(let tensor): tensor.shape
    case .integers(_, let shape), .flags(_, let shape), .bytes(_, let shape): shape
    }
  }

  /// Rows of ids of one length.
  static func rows(_ rows: [[Int]]) -> Self {
    .integers(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0])
  }
}
