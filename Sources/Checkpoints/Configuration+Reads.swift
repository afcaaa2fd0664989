extension Configuration {
  /// The sizes a configuration may name when the caller gives no limits of its own: wide enough for
  /// every model, narrow enough that products of a few of them cannot overflow.
  public static let ordinaryRange = -(1 << 31)...(1 << 31)

  /// The integer under `key`.
  ///
  /// - Throws: `CheckpointError` if it is missing without a default, of another kind or outside `range`.
  public func int(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int> = ordinaryRange
  ) throws -> Int {
    try read(key, fallback, "an integer") { try integer($0, key, range) }
  }

  /// The number under `key`; an integer is widened.
  ///
  /// - Throws: `CheckpointError` if it is missing without a default, or of another kind.
  public func double(_ key: String, default fallback: Double? = nil) throws -> Double {
    try read(key, fallback, "a number") { try number($0, key) }
  }

  /// The boolean under `key`.
  ///
  /// - Throws: `CheckpointError` if it is missing without a default, or of another kind.
  public func bool(_ key: String, default fallback: Bool? = nil) throws -> Bool {
    try read(key, fallback, "a boolean") { try boolean($0, key) }
  }

  /// The string under `key`.
  ///
  /// - Throws: `CheckpointError` if it is missing without a default, or of another kind.
  public func string(_ key: String, default fallback: String? = nil) throws -> String {
    try read(key, fallback, "a string") { try text($0, key) }
  }

  /// The string under `key`, one of the names of `Choice`.
  ///
  /// - Throws: `CheckpointError` if it is missing without a default, or no such name.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, default fallback: Choice? = nil
  ) throws -> Choice {
    let names = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    return try read(key, fallback, "one of \(names)") { value in
      guard let choice = Choice(rawValue: try text(value, key)) else {
        throw mismatch(key, value, "one of \(names)")
      }
      return choice
    }
  }

  /// The integers under `key`.
  ///
  /// - Throws: `CheckpointError` if they are missing without a default, of another kind, more than
  ///   4096 or outside `range`.
  public func ints(
    _ key: String, default fallback: [Int]? = nil, in range: ClosedRange<Int> = ordinaryRange
  ) throws -> [Int] {
    try read(key, fallback, "an array of integers") { value in
      try elements(value, key, "an array of integers").map { try integer($0, key, range) }
    }
  }

  /// The numbers under `key`.
  ///
  /// - Throws: `CheckpointError` if they are missing without a default, of another kind or too many.
  public func doubles(_ key: String, default fallback: [Double]? = nil) throws -> [Double] {
    try read(key, fallback, "an array of numbers") { value in
      try elements(value, key, "an array of numbers").map { try number($0, key) }
    }
  }

  /// The booleans under `key`.
  ///
  /// - Throws: `CheckpointError` if they are missing without a default, of another kind or too many.
  public func bools(_ key: String, default fallback: [Bool]? = nil) throws -> [Bool] {
    try read(key, fallback, "an array of booleans") { value in
      try elements(value, key, "an array of booleans").map { try boolean($0, key) }
    }
  }

  /// The strings under `key`.
  ///
  /// - Throws: `CheckpointError` if they are missing without a default, of another kind or too many.
  public func strings(_ key: String, default fallback: [String]? = nil) throws -> [String] {
    try read(key, fallback, "an array of strings") { value in
      try elements(value, key, "an array of strings").map { try text($0, key) }
    }
  }

  /// `count` integers under `key`, or one that stands for all of them.
  ///
  /// - Throws: `CheckpointError` if they are missing without a default, of another kind or count, or
  ///   outside `range`.
  public func ints(
    _ key: String, count: Int, default fallback: Int? = nil,
    in range: ClosedRange<Int> = ordinaryRange
  ) throws -> [Int] {
    let expected = "an integer or an array of \(count) integers"
    let fallback = fallback.map { [Int](repeating: $0, count: count) }
    return try read(key, fallback, expected) { value in
      if value.arrayValue == nil {
        return [Int](repeating: try integer(value, key, range), count: count)
      }
      let values = try elements(value, key, expected).map { try integer($0, key, range) }
      guard values.count == count else { throw mismatch(key, value, expected) }
      return values
    }
  }
}

extension Configuration {
  /// The integer under `key`, nil for `null`, `fallback` if it is absent.
  ///
  /// - Throws: `CheckpointError` if it is of another kind or outside `range`.
  public func optionalInt(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int> = ordinaryRange
  ) throws -> Int? {
    try readOptional(key, fallback) { try integer($0, key, range) }
  }

  /// The number under `key`, nil for `null`, `fallback` if it is absent.
  ///
  /// - Throws: `CheckpointError` if it is of another kind.
  public func optionalDouble(_ key: String, default fallback: Double? = nil) throws -> Double? {
    try readOptional(key, fallback) { try number($0, key) }
  }

  /// The boolean under `key`, nil for `null`, `fallback` if it is absent.
  ///
  /// - Throws: `CheckpointError` if it is of another kind.
  public func optionalBool(_ key: String, default fallback: Bool? = nil) throws -> Bool? {
    try readOptional(key, fallback) { try boolean($0, key) }
  }

  /// The string under `key`, nil for `null`, `fallback` if it is absent.
  ///
  /// - Throws: `CheckpointError` if it is of another kind.
  public func optionalString(_ key: String, default fallback: String? = nil) throws -> String? {
    try readOptional(key, fallback) { try text($0, key) }
  }

  /// The integers under `key`, nil for `null`, `fallback` if they are absent.
  ///
  /// - Throws: `CheckpointError` if they are of another kind, too many or outside `range`.
  public func optionalInts(
    _ key: String, default fallback: [Int]? = nil, in range: ClosedRange<Int> = ordinaryRange
  ) throws -> [Int]? {
    try readOptional(key, fallback) { value in
      try elements(value, key, "an array of integers").map { try integer($0, key, range) }
    }
  }

  /// The numbers under `key`, nil for `null`, `fallback` if they are absent.
  ///
  /// - Throws: `CheckpointError` if they are of another kind or too many.
  public func optionalDoubles(
    _ key: String, default fallback: [Double]? = nil
  ) throws -> [Double]? {
    try readOptional(key, fallback) { value in
      try elements(value, key, "an array of numbers").map { try number($0, key) }
    }
  }

  /// The strings under `key`, nil for `null`, `fallback` if they are absent.
  ///
  /// - Throws: `CheckpointError` if they are of another kind or too many.
  public func optionalStrings(
    _ key: String, default fallback: [String]? = nil
  ) throws -> [String]? {
    try readOptional(key, fallback) { value in
      try elements(value, key, "an array of strings").map { try text($0, key) }
    }
  }
}

extension Configuration {
  private func read<Value>(
    _ key: String, _ fallback: Value?, _ expected: String, _ body: (JSONValue) throws -> Value
  ) throws -> Value {
    if let value = value(key) { return try body(value) }
    guard let fallback else { throw missing(key, expected) }
    return fallback
  }

  private func readOptional<Value>(
    _ key: String, _ fallback: Value?, _ body: (JSONValue) throws -> Value
  ) throws -> Value? {
    guard let value = value(key) else { return fallback }
    return value.isNull ? nil : try body(value)
  }

  private func integer(
    _ value: JSONValue, _ key: String, _ range: ClosedRange<Int>
  ) throws -> Int {
    guard let number = value.intValue, range.contains(number) else {
      throw mismatch(
        key, value,
        range == Self.ordinaryRange
          ? "an integer" : "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func number(_ value: JSONValue, _ key: String) throws -> Double {
    guard let number = value.doubleValue else { throw mismatch(key, value, "a number") }
    return number
  }

  private func boolean(_ value: JSONValue, _ key: String) throws -> Bool {
    guard let flag = value.boolValue else { throw mismatch(key, value, "a boolean") }
    return flag
  }

  private func text(_ value: JSONValue, _ key: String) throws -> String {
    guard let text = value.stringValue else { throw mismatch(key, value, "a string") }
    return text
  }

  private func elements(
    _ value: JSONValue, _ key: String, _ expected: String
  ) throws -> [JSONValue] {
    guard let elements = value.arrayValue else { throw mismatch(key, value, expected) }
    guard elements.count <= 4096 else {
      throw error(key, "has \(elements.count) elements; at most 4096 make sense")
    }
    return elements
  }
}
