/// An exception that diffusers raises, with its Python type and its exact text.
///
/// Two errors are equal if type and text are; advice is ours.
public struct PythonError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The exception's type.
  public let type: PythonExceptionType
  /// The exception's text, `str(exception)`.
  public let message: String

  /// What to do about it, where diffusers' text does not say so.
  public let advice: String?

  /// An exception of `type` with the text `message`.
  public init(type: PythonExceptionType, message: String, advice: String? = nil) {
    self.type = type
    self.message = message
    self.advice = advice
  }

  /// Whether type and text are equal.
  public static func == (left: PythonError, right: PythonError) -> Bool {
    left.type == right.type && left.message == right.message
  }

  /// Hashes type and text.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(message)
  }

  /// `ValueError: message`, as the last line of a Python traceback.
  public var description: String {
    message.isEmpty ? type.rawValue : "\(type.rawValue): \(message)"
  }

  /// A `ValueError`.
  public static func value(_ message: String) -> PythonError {
    PythonError(type: .valueError, message: message)
  }

  /// A `TypeError`.
  public static func type(_ message: String) -> PythonError {
    PythonError(type: .typeError, message: message)
  }

  /// The `TypeError` for a call of `function` without `arguments`, of which there is at least one.
  public static func missingArguments(_ arguments: [String], of function: String) -> PythonError {
    let quoted = arguments.map { "'\($0)'" }
    let listed =
      switch quoted.count {
      case 1: quoted[0]
      case 2: "\(quoted[0]) and \(quoted[1])"
      default: quoted.dropLast().joined(separator: ", ") + ", and " + (quoted.last ?? "")
      }
    return .type(
      "\(function) missing \(quoted.count) required positional argument"
        + "\(quoted.count == 1 ? "" : "s"): \(listed)")
  }
}

/// The Python exception types that diffusers and what it calls raise, by Python's names.
public enum PythonExceptionType: String, Sendable, Hashable, CaseIterable {
  /// `ValueError`.
  case valueError = "ValueError"
  /// `TypeError`.
  case typeError = "TypeError"
  /// `OSError`, which `EnvironmentError` and `IOError` are other names of.
  case osError = "OSError"
  /// `KeyError`.
  case keyError = "KeyError"
  /// `AttributeError`.
  case attributeError = "AttributeError"
  /// `NotImplementedError`.
  case notImplementedError = "NotImplementedError"
  /// `RuntimeError`.
  case runtimeError = "RuntimeError"
  /// `IndexError`.
  case indexError = "IndexError"
  /// `AssertionError`.
  case assertionError = "AssertionError"
  /// `ImportError`.
  case importError = "ImportError"
  /// `ModuleNotFoundError`.
  case moduleNotFoundError = "ModuleNotFoundError"
  /// `NameError`.
  case nameError = "NameError"
  /// `UnboundLocalError`.
  case unboundLocalError = "UnboundLocalError"
  /// `ZeroDivisionError`.
  case zeroDivisionError = "ZeroDivisionError"
  /// `OverflowError`.
  case overflowError = "OverflowError"
  /// `FileNotFoundError`.
  case fileNotFoundError = "FileNotFoundError"
  /// `NotADirectoryError`.
  case notADirectoryError = "NotADirectoryError"
  /// `LocalEntryNotFoundError` of huggingface_hub.
  case localEntryNotFoundError = "LocalEntryNotFoundError"
  /// `LocalTokenNotFoundError` of huggingface_hub.
  case localTokenNotFoundError = "LocalTokenNotFoundError"
  /// `HFValidationError` of huggingface_hub.
  case hubValidationError = "HFValidationError"
  /// `UnicodeDecodeError`.
  case unicodeDecodeError = "UnicodeDecodeError"
  /// `RecursionError`.
  case recursionError = "RecursionError"
}
