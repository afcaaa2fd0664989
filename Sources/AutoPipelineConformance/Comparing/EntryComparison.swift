/// What the comparison of one tensor in two files found.
public struct EntryComparison: Sendable {
  /// How the two compare.
  public enum Finding: Sendable {
    /// Every element is equal.
    case equal
    /// Numbers at a distance.
    case measured(ValueDifference)
    /// Not comparable, or different by a rule that has no distance; the text says how.
    case different(String)
  }

  /// The name.
  public let name: String
  /// The extents in the first file.
  public let shape: [Int]
  /// How the two compare.
  public let finding: Finding
  /// The largest difference that passes; nil where every difference counts.
  public let limit: Double?
  /// The float32 noise that the limit is a multiple of, where the comparison is with a golden.
  public let noise: Double?
  /// Whether the two agree as far as was asked.
  public let agrees: Bool
}

/// How far tensors may be apart.
public struct ComparisonTolerance: Sendable, Hashable {
  /// The factor of max(1, max|first|) that floating-point numbers may differ by.
  public let factor: Double

  /// A tolerance; by default none.
  public init(_ factor: Double = 0) { self.factor = factor }

  /// Compares the entry `name` of two files.
  func compare(
    _ name: String, _ first: RecordedTranscript, _ second: RecordedTranscript
  ) throws -> EntryComparison {
    let shapes = (first.shape(name) ?? [], second.shape(name) ?? [])
    func result(
      _ finding: EntryComparison.Finding, limit: Double? = nil, agrees: Bool = false
    ) -> EntryComparison {
      EntryComparison(
        name: name, shape: shapes.0, finding: finding, limit: limit, noise: nil, agrees: agrees)
    }
    guard shapes.0 == shapes.1 else {
      return result(.different("shape \(shapes.0) and \(shapes.1)"))
    }
    switch (try first.values(name), try second.values(name)) {
    case (.integers(let left)?, .integers(let right)?):
      if left == right { return result(.equal, agrees: true) }
      return result(.measured(ValueDifference(left.map(Double.init), right.map(Double.init))))
    case (.floats(let left)?, .floats(let right)?):
      let difference = ValueDifference(left, right)
      if difference.differing == 0 { return result(.equal, agrees: true) }
      let limit = factor * left.reduce(1) { max($0, abs($1).isFinite ? abs($1) : 0) }
      return result(.measured(difference), limit: limit, agrees: difference.max <= limit)
    case (.floats?, .integers?): return result(.different("floats and integers"))
    case (.integers?, .floats?): return result(.different("integers and floats"))
    case (nil, _), (_, nil): return result(.different("listed without a value"))
    }
  }
}
