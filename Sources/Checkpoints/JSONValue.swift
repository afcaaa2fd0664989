/// A JSON value as Python's `json` module sees it: integers and floats are kept apart, objects keep
/// the order of their keys.
public enum JSONValue: Sendable, Hashable {
  /// `null`, Python's `None`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// An integer that fits 64 bits.
  case int(Int)
  /// An integer that does not fit 64 bits, by its decimal digits.
  case bigInteger(String)
  /// A number with a fraction or an exponent, or one of Python's `NaN`, `Infinity`, `-Infinity`.
  case double(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)
}

extension JSONValue {
  /// The value if this is a boolean.
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The value if this is an integer of 64 bits; a boolean is none.
  public var intValue: Int? { if case .int(let value) = self { value } else { nil } }

  /// The value if this is a number, integers widened.
  public var doubleValue: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .bigInteger(let digits): Double(digits)
    default: nil
    }
  }

  /// The value if this is a string.
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

  /// The elements if this is an array.
  public var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

  /// The members if this is an object.
  public var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// Whether this is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The member `key` if this is an object that has it.
  public subscript(key: String) -> JSONValue? { objectValue?[key] }

  /// The element `index` if this is an array that has it.
  public subscript(index: Int) -> JSONValue? {
    guard let elements = arrayValue, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// What the value is, for messages: `an integer`, `a string`, …
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .int, .bigInteger: "an integer"
    case .double: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `null`.
  public init(nilLiteral: ()) { self = .null }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; of equal keys the last one counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }
}
