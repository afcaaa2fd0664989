import Checkpoints
import Tensors

extension ArgumentValue {
  /// What an f-string prints for the value.
  var pythonText: String {
    if case .string(let text) = self { return text }
    return pythonRepresentation
  }

  /// What `repr` gives for the value.
  private var pythonRepresentation: String {
    switch self {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): String(value)
    case .double(let value): value.pythonRepr
    case .string(let text): text.pythonRepr
    case .list(let values):
      "[" + values.map(\.pythonRepresentation).joined(separator: ", ") + "]"
    case .image(let image):
      "<PIL.Image.Image image mode=\(image.mode.rawValue) size=\(image.width)x\(image.height)>"
    case .tensor(let tensor): tensor.torchDescription
    case .generator: "<torch._C.Generator object>"
    }
  }
}

extension ArgumentValue {
  /// What Python says when a loop is to run over the value.
  var notIterable: PythonError {
    let name = pythonTypeName.split(separator: ".").last ?? ""
    return .type("'\(name)' object is not iterable")
  }
}

extension PythonError {
  /// What Python says when a component that is missing is called.
  static var noneIsNotCallable: PythonError { .type("'NoneType' object is not callable") }
}

/// What torch prints for a shape.
func torchSize(_ shape: [Int]) -> String {
  "torch.Size([" + shape.map(String.init).joined(separator: ", ") + "])"
}

/// The index that Python's `sequence[index]` reads; nil if it is out of range.
func pythonIndex(_ index: Int, count: Int) -> Int? {
  let position = index < 0 ? index + count : index
  return (0..<count).contains(position) ? position : nil
}
