import Checkpoints
public import Tensors
import TorchRandom

/// The keyword arguments of one call, checked against the parameter table of a class.
///
/// Reading a parameter that the call leaves out gives the table's default. Names are diffusers'.
public struct Arguments<Scalar: TensorScalar>: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var values: [String: ArgumentValue<Scalar>]

  /// Arguments by name.
  public init(_ values: [String: ArgumentValue<Scalar>] = [:]) { self.values = values }

  /// Arguments by name; of one named twice, the last counts.
  public init(dictionaryLiteral elements: (String, ArgumentValue<Scalar>)...) {
    values = Dictionary(elements, uniquingKeysWith: { $1 })
  }

  /// The argument of that name; `null` if it is absent.
  public subscript(_ name: String) -> ArgumentValue<Scalar> {
    get { values[name] ?? .null }
    set { values[name] = newValue }
  }

  /// The names given, sorted.
  public var names: [String] { values.keys.sorted() }

  /// These arguments with the defaults of `row` filled in.
  ///
  /// - Throws: `TypeError`, as Python does, for a name the class does not have; `UnsupportedError`
  ///   for a feature that the reference does not do; `ArgumentError` for a value of a wrong kind.
  func checked(against row: PipelineRow, warn: (String) -> Void) throws -> Arguments {
    let known = Dictionary(uniqueKeysWithValues: row.parameters.map { ($0.name, $0) })
    for name in names where known[name] == nil {
      guard row.acceptsUnknownArguments else {
        throw PythonError(
          type: .typeError,
          message: "\(row.name).__call__() got an unexpected keyword argument '\(name)'")
      }
      warn("\(row.name) ignores the argument '\(name)', which diffusers accepts without a use")
    }
    var complete = self
    for parameter in row.parameters {
      guard let value = values[parameter.name] else {
        complete.values[parameter.name] = ArgumentValue(parameter.defaultValue)
        continue
      }
      try parameter.check(value, class: row.name)
    }
    return complete
  }
}

extension ArgumentValue {
  init(_ value: Parameter.Default) {
    self =
      switch value {
      case .null: .null
      case .bool(let value): .bool(value)
      case .int(let value): .int(value)
      case .double(let value): .double(value)
      case .string(let value): .string(value)
      case .strings(let values): .list(values.map { .string($0) })
      case .ints(let values): .list(values.map { .int($0) })
      }
  }
}

extension Arguments {
  /// An `int`, or nil for `None`.
  func int(_ name: String) -> Int? {
    if case .int(let value) = self[name] { return value }
    return nil
  }

  /// A `float` or an `int`, or nil for `None`.
  func double(_ name: String) -> Double? { self[name].number }

  /// A `bool`, or nil for `None`.
  func bool(_ name: String) -> Bool? {
    if case .bool(let value) = self[name] { return value }
    return nil
  }

  /// A `str`, or nil for `None`.
  func string(_ name: String) -> String? {
    if case .string(let value) = self[name] { return value }
    return nil
  }

  /// The strings of a list or the one string, or nil for `None`.
  func strings(_ name: String) -> [String]? {
    let value = self[name]
    return value.isNull ? nil : value.texts
  }

  /// A list of numbers, or nil for `None`.
  func numbers(_ name: String) -> [Double]? {
    guard case .list(let values) = self[name] else { return nil }
    return values.compactMap(\.number)
  }

  /// A tensor, or nil for `None`.
  func tensor(_ name: String) -> Tensor<Scalar>? {
    if case .tensor(let value) = self[name] { return value }
    return nil
  }

  /// The generators of `generator`; torch's global one for `None`.
  var randomSource: RandomSource {
    switch self["generator"] {
    case .generator(let generator): .generator(generator)
    case .list(let values): .perSample(values.compactMap(\.generator))
    default: .global
    }
  }
}

extension ArgumentValue {
  fileprivate var generator: TorchGenerator? {
    if case .generator(let generator) = self { return generator }
    return nil
  }
}
