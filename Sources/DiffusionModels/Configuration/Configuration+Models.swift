import Checkpoints
import Layers

/// Reads that several models share. Numbers are kept in ranges that no real model leaves, so that a
/// hostile file is refused before anything is built from it.
extension Configuration {
  /// A number of channels, of features or the like.
  func size(_ key: String, default fallback: Int? = nil) throws -> Int {
    try int(key, default: fallback, in: Self.sizes)
  }

  /// A size that may be absent or null.
  func optionalSize(_ key: String, default fallback: Int? = nil) throws -> Int? {
    try optionalInt(key, default: fallback, in: Self.sizes)
  }

  /// The sizes of the blocks; at least one and at most 64.
  func sizes(_ key: String, default fallback: [Int]) throws -> [Int] {
    let values = try ints(key, default: fallback, in: Self.sizes)
    guard (1...64).contains(values.count) else {
      throw error(key, "has \(values.count) elements, expected 1 to 64")
    }
    return values
  }

  /// The size of a convolution's kernel.
  func kernel(_ key: String) throws -> Int { try int(key, default: 3, in: 1...31) }

  /// The number of groups of the norms over each of `channels`.
  func groups(_ key: String, dividing channels: [Int]) throws -> Int {
    let groups = try int(key, default: 32, in: Self.sizes)
    guard channels.allSatisfy({ $0 % groups == 0 }) else {
      throw PythonError.value("num_channels must be divisible by num_groups")
    }
    return groups
  }

  /// The activation that `get_activation` makes of the name under `key`, nil for null.
  func optionalActivation(_ key: String) throws -> Activation? {
    try optionalString(key).map(Activation.init(diffusers:))
  }

  /// A height and a width: one integer for both, or an array of two.
  func heightWidth(_ key: String) throws -> (height: Int, width: Int)? {
    guard let values = value(key)?.arrayValue else {
      return try optionalSize(key).map { ($0, $0) }
    }
    let sizes = values.compactMap(\.intValue).filter(Self.sizes.contains)
    guard values.count == 2, sizes.count == 2 else {
      throw error(key, "expected an integer or an array of two integers")
    }
    return (sizes[0], sizes[1])
  }

  /// The number under `key`, or the first of several (a height and a width).
  func firstSize(_ key: String, default fallback: Int? = nil) throws -> Int? {
    guard let values = value(key)?.arrayValue else {
      return try optionalSize(key, default: fallback)
    }
    guard let first = values.first?.intValue, Self.sizes.contains(first) else {
      throw error(key, "expected an integer or an array of integers")
    }
    return first
  }

  /// An error that says that diffusers knows the value of `key`, but it cannot be used here.
  func unsupported(_ key: String) -> CheckpointError {
    let shown = (value(key) ?? .null).serialized()
    return error(
      key, "\(shown.prefix(80)) is not supported",
      advice: "diffusers knows this option; it is not implemented here yet")
  }

  /// Refuses any value of `key` but null and those in `supported`.
  func refuse(_ key: String, unless supported: JSONValue...) throws {
    guard let value = value(key), !value.isNull, !supported.contains(value) else { return }
    throw unsupported(key)
  }

  private static let sizes = 1...(1 << 20)
}
