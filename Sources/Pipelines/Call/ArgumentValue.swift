public import Images
public import Tensors
public import TorchRandom

/// The value of one keyword argument of a pipeline's call, as Python would pass it.
public indirect enum ArgumentValue<Scalar: TensorScalar>: Sendable {
  /// `None`.
  case null
  /// A `bool`.
  case bool(Bool)
  /// An `int`.
  case int(Int)
  /// A `float`.
  case double(Double)
  /// A `str`.
  case string(String)
  /// A `list`, or a `tuple` where the parameter takes one.
  case list([ArgumentValue])
  /// A `PIL.Image.Image`.
  case image(Image)
  /// A `torch.Tensor`.
  case tensor(Tensor<Scalar>)
  /// A `torch.Generator`.
  case generator(TorchGenerator)
}

extension ArgumentValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral
{
  /// `None`.
  public init(nilLiteral: ()) { self = .null }

  /// A `bool`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// An `int`.
  public init(integerLiteral value: Int) { self = .int(value) }

  /// A `float`.
  public init(floatLiteral value: Double) { self = .double(value) }

  /// A `str`.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A `list`.
  public init(arrayLiteral elements: ArgumentValue...) { self = .list(elements) }
}

extension ArgumentValue {
  /// Whether this is `None`.
  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// The elements of a list, or the value itself as the only one.
  var elements: [ArgumentValue] {
    if case .list(let values) = self { return values }
    return [self]
  }

  /// The value as a number, if it is an `int` or a `float`.
  var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// What `type(value)` prints in Python: `<class 'str'>`.
  var pythonType: String { "<class '\(pythonTypeName)'>" }

  /// The name of the Python type.
  var pythonTypeName: String {
    switch self {
    case .null: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .double: "float"
    case .string: "str"
    case .list: "list"
    case .image: "PIL.Image.Image"
    case .tensor: "torch.Tensor"
    case .generator: "torch._C.Generator"
    }
  }
}
