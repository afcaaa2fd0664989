public import Checkpoints

/// A component as `model_index.json` has it: the class, and the library to import it from.
public struct IndexedComponent: Sendable, Hashable {
  /// The pipeline's name for it, which is also the name of its folder.
  public let name: String
  /// `diffusers`, `transformers`, or a folder of `diffusers/pipelines`.
  public let library: String
  /// The class.
  public let className: String

  /// A component of the given class.
  public init(name: String, library: String, className: String) {
    self.name = name
    self.library = library
    self.className = className
  }

  /// The component under `name`, whose value in the index is `value`.
  ///
  /// - Throws: `PythonError`, what Python raises for a value that is no pair of names.
  public init(_ name: String, _ value: JSONValue) throws(PythonError) {
    let parts = try Self.elements(of: value)
    guard parts.count == 2 else {
      throw .value(
        parts.count < 2
          ? "not enough values to unpack (expected 2, got \(parts.count))"
          : "too many values to unpack (expected 2)")
    }
    guard let className = parts[1].stringValue else {
      throw PythonError(
        type: .attributeError,
        message: "'\(parts[1].pythonType)' object has no attribute 'startswith'")
    }
    guard let library = parts[0].stringValue else {
      throw .type("attribute name must be string, not '\(parts[0].pythonType)'")
    }
    try Self.checkLibrary(library)
    // Names of Flax classes stand for those of PyTorch.
    self.init(
      name: name, library: library,
      className: className.utf8.starts(with: "Flax".utf8)
        ? String(className.dropFirst(4)) : className)
  }

  /// Whether `value` says that there is no such component: its first element is null.
  ///
  /// - Throws: `PythonError`, what Python raises for a value without a first element.
  public static func isAbsent(_ value: JSONValue) throws(PythonError) -> Bool {
    switch value {
    case .array(let elements):
      guard let first = elements.first else {
        throw PythonError(type: .indexError, message: "list index out of range")
      }
      return first.isNull
    case .string(let text):
      guard !text.isEmpty else {
        throw PythonError(type: .indexError, message: "string index out of range")
      }
      return false
    case .object: throw PythonError(type: .keyError, message: "0")
    default: throw .type("'\(value.pythonType)' object is not subscriptable")
    }
  }

  private static func elements(of value: JSONValue) throws(PythonError) -> [JSONValue] {
    switch value {
    case .array(let elements): elements
    case .string(let text): text.unicodeScalars.map { .string(String($0)) }
    default: throw .type("cannot unpack non-iterable \(value.pythonType) object")
    }
  }

  /// Importing the library, as far as it fails by its name.
  private static func checkLibrary(_ library: String) throws(PythonError) {
    guard !library.isEmpty else { throw .value("Empty module name") }
    guard !library.hasPrefix(".") else {
      throw .type(
        "the 'package' argument is required to perform a relative import for '\(library)'")
    }
    let known =
      ["diffusers", "transformers"].contains(library) || ComponentKind.isPipelineModule(library)
    guard known else {
      let top = library.split(separator: ".").first ?? ""
      throw PythonError(
        type: .moduleNotFoundError, message: "No module named '\(top)'",
        advice: "Components come from diffusers and transformers")
    }
  }
}
