extension JSONValue {
  /// What Python's `repr` prints for the value that `json.loads` makes of this one.
  public var pythonRepr: String {
    switch self {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): String(value)
    case .bigInteger(let digits): digits
    case .double(let value): value.pythonRepr
    case .string(let value): value.pythonRepr
    case .array(let elements): "[" + elements.map(\.pythonRepr).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\($0.key.pythonRepr): \($0.value.pythonRepr)" }.joined(separator: ", ")
        + "}"
    }
  }

  /// The name of the Python type that `json.loads` makes of the value.
  public var pythonType: String {
    switch self {
    case .null: "NoneType"
    case .bool: "bool"
    case .int, .bigInteger: "int"
    case .double: "float"
    case .string: "str"
    case .array: "list"
    case .object: "dict"
    }
  }
}
