import Tensors

/// A call that cannot be made: a value of the wrong kind, or a combination without meaning.
public struct ArgumentError: Error, CustomStringConvertible, Equatable {
  /// The class that was called.
  public let className: String
  /// The argument.
  public let argument: String
  /// What is wrong and what was expected.
  public let problem: String

  /// The class, the argument and the problem in one sentence.
  public var description: String { "\(className): argument '\(argument)' \(problem)" }
}

/// Something that diffusers does and this reference does not, said before any work starts.
public struct UnsupportedError: Error, CustomStringConvertible, Equatable {
  /// What was asked for and is not supported.
  public let description: String

  /// An error with the given explanation.
  public init(_ description: String) { self.description = description }
}

extension Parameter {
  /// Checks that `value` is of this parameter's kind; `None` always is.
  func check<Scalar>(_ value: ArgumentValue<Scalar>, class className: String) throws {
    if value.isNull { return }
    let expected: String
    switch (kind, value) {
    case (.later(let feature), _):
      throw UnsupportedError(
        "\(className): '\(name)' needs \(feature), which this reference does not support")
    case (.prompt, .string), (.prompt, .list), (.int, .int), (.double, .int), (.double, .double),
      (.bool, .bool), (.string, .string), (.image, .image), (.image, .tensor), (.tensor, .tensor),
      (.generator, .generator):
      return
    case (.strings, .list(let values)) where values.allSatisfy(\.isString): return
    case (.numbers, .list(let values)) where values.allSatisfy({ $0.number != nil }): return
    case (.image, .list(let values)) where values.allSatisfy(\.isPicture): return
    case (.generator, .list(let values)) where values.allSatisfy(\.isGenerator): return
    case (.scales, .int), (.scales, .double), (.scales, .list): return
    case (.controlImage, _), (.modes, _): return  // diffusers' own checks have messages for them
    case (.prompt, _): return  // diffusers' own check has a message for it
    case (.int, _): expected = "a whole number"
    case (.double, _): expected = "a number"
    case (.bool, _): expected = "true or false"
    case (.string, _): expected = "a string"
    case (.strings, _): expected = "a list of strings"
    case (.numbers, _): expected = "a list of numbers"
    case (.image, _): expected = "a picture, a tensor or a list of them"
    case (.scales, _): expected = "a number or a list of numbers"
    case (.tensor, _): expected = "a tensor"
    case (.generator, _): expected = "a generator or a list of generators"
    }
    throw ArgumentError(
      className: className, argument: name,
      problem: "should be \(expected), not \(value.pythonType)")
  }
}

extension ArgumentValue {
  fileprivate var isString: Bool {
    if case .string = self { return true }
    return false
  }

  fileprivate var isGenerator: Bool {
    if case .generator = self { return true }
    return false
  }

  var isPicture: Bool {
    switch self {
    case .image, .tensor: true
    default: false
    }
  }
}
