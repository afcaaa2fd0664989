public import Checkpoints

/// Two files of tensors compared by name, in the order of the first: transcripts in call order.
public struct TensorComparison: Sendable {
  /// The place at which two transcripts no longer list the same call.
  public struct OrderFault: Sendable, Hashable {
    /// The position in the order of calls.
    public let position: Int
    /// What the two list there.
    public let names: [String]
  }

  /// What is compared: `transcripts` or `tensors`.
  public let kind: String
  /// The entries that both have.
  public let entries: [EntryComparison]
  /// The names that only the first has.
  public let onlyInFirst: [String]
  /// The names that only the second has.
  public let onlyInSecond: [String]
  /// Where the order of the common calls differs; nil if it does not or there is none.
  public let orderFault: OrderFault?
  /// Whether entries of only one side are left out of account.
  public let ignoresMissing: Bool

  /// Compares two files.
  ///
  /// - Throws: What reading the tensors throws.
  public init(
    _ first: RecordedTranscript, _ second: RecordedTranscript,
    tolerance: ComparisonTolerance = ComparisonTolerance(), ignoresMissing: Bool = false
  ) throws {
    try self.init(first, second, ignoresMissing: ignoresMissing) {
      try tolerance.compare($0, first, second)
    }
  }

  init(
    _ first: RecordedTranscript, _ second: RecordedTranscript, ignoresMissing: Bool,
    compare: (String) throws -> EntryComparison
  ) throws {
    let (left, right) = (Set(first.order), Set(second.order))
    let common = first.order.filter(right.contains)
    kind = first.isOrdered && second.isOrdered ? "transcripts" : "tensors"
    entries = try common.map(compare)
    onlyInFirst = first.order.filter { !right.contains($0) }
    onlyInSecond = second.order.filter { !left.contains($0) }
    self.ignoresMissing = ignoresMissing
    let pairs = zip(common, second.order.filter(left.contains)).enumerated()
    orderFault =
      kind == "transcripts"
      ? pairs.first { $1.0 != $1.1 }.map { OrderFault(position: $0, names: [$1.0, $1.1]) } : nil
  }

  /// The first entry that does not agree.
  public var firstDivergence: EntryComparison? { entries.first { !$0.agrees } }

  /// Whether the two files agree as far as was asked.
  public var agrees: Bool {
    firstDivergence == nil && orderFault == nil
      && (ignoresMissing || onlyInFirst.isEmpty && onlyInSecond.isEmpty)
  }
}

extension ConformanceCase {
  /// Compares a transcript of an implementation with the case's golden, by the suite's rules.
  ///
  /// - Throws: What reading the files throws.
  public func compare(
    _ transcript: RecordedTranscript, in precision: Precision, ignoresMissing: Bool
  ) throws -> TensorComparison {
    let golden = try golden()
    let expected = try golden.transcript(float32: precision != .float64)
    let judge = EntryJudge(
      precision: precision, golden: golden, expected: expected, actual: transcript,
      request: try request())
    return try TensorComparison(expected, transcript, ignoresMissing: ignoresMissing) { name in
      let shape = expected.shape(name) ?? []
      switch try judge.judge(name) {
      case .equal:
        return EntryComparison(
          name: name, shape: shape, finding: .equal, limit: nil, noise: nil, agrees: true)
      case .different(_, let problem):
        return EntryComparison(
          name: name, shape: shape, finding: .different(problem), limit: nil, noise: nil,
          agrees: false)
      case .measured(let distance, let limit):
        let plain = try ComparisonTolerance().compare(name, expected, transcript)
        return EntryComparison(
          name: name, shape: shape, finding: plain.finding, limit: limit.maximum,
          noise: limit.noise, agrees: distance.max <= limit.maximum)
      }
    }
  }
}

extension TensorComparison {
  /// The comparison as an object of JSON.
  public var summary: JSONObject {
    [
      "kind": .string(kind), "agree": .bool(agrees),
      "first_divergence": firstDivergence.map { .string($0.name) } ?? .null,
      "order": orderFault.map {
        ["position": .int($0.position), "names": .array($0.names.map { .string($0) })]
      } ?? .null,
      "only_in_first": .array(onlyInFirst.map { .string($0) }),
      "only_in_second": .array(onlyInSecond.map { .string($0) }),
      "entries": .array(entries.map { .object($0.summary) }),
    ]
  }
}

extension EntryComparison {
  fileprivate var summary: JSONObject {
    var summary: JSONObject = [
      "name": .string(name), "shape": .array(shape.map { .int($0) }), "agree": .bool(agrees),
    ]
    switch finding {
    case .equal: summary["equal"] = true
    case .different(let problem): summary["problem"] = .string(problem)
    case .measured(let difference):
      summary["max"] = .double(difference.max)
      summary["rms"] = .double(difference.rms)
      summary["differing"] = .int(difference.differing)
      summary["count"] = .int(difference.count)
      summary["worst_at"] = .array(difference.position(in: shape).map { .int($0) })
    }
    if let limit { summary["limit"] = .double(limit) }
    if let noise { summary["noise"] = .double(noise) }
    return summary
  }
}
