import Checkpoints

extension JSONValue {
  /// The value as Python's `repr` shows it, as far as configurations need it.
  var pythonDescription: String {
    switch self {
    case .null: "None"
    case .bool(let flag): flag ? "True" : "False"
    case .string(let text): "'\(text)'"
    case .array(let values): "[\(values.map(\.pythonDescription).joined(separator: ", "))]"
    default: serialized()
    }
  }

  /// An array as Python shows a tuple, which the defaults of constructors are.
  var pythonTuple: String {
    guard let values = arrayValue else { return pythonDescription }
    let elements = values.map(\.pythonDescription).joined(separator: ", ")
    return values.count == 1 ? "(\(elements),)" : "(\(elements))"
  }
}
