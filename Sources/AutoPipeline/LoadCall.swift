import Checkpoints
import Pipelines
import Tensors

/// The arguments of `from_pretrained`, sorted into what the class takes and what it does not.
struct LoadCall<Scalar: TensorScalar> {
  let signature: PipelineSignature
  /// The components that the class expects.
  let expected: [String]
  /// The components that the caller passes, be it `None`.
  let passed: Set<String>
  private let arguments: LoadArguments<Scalar>
  /// The options of the constructor: for `DiffusionPipeline` components with a default count as such.
  private let optionNames: Set<String>

  init(_ signature: PipelineSignature, _ arguments: LoadArguments<Scalar>, isOnClass: Bool) {
    self.signature = signature
    self.arguments = arguments
    let names = signature.expectedComponents(isOnClass: isOnClass)
    expected = names
    passed = Set(arguments.components.keys).intersection(names)
    optionNames = Set(signature.options).union(Set(signature.components).subtracting(names))
  }

  /// The options of the constructor: the caller's, or the checkpoint's.
  func options(of members: JSONObject) -> JSONObject {
    JSONObject(
      signature.options.compactMap { name in
        (arguments.options[name] ?? members[name]).map { (name, $0) }
      })
  }

  /// The components that the checkpoint has and the class takes (`extract_init_dict`).
  ///
  /// - Parameter warn: told of members and arguments that nobody expects.
  /// - Throws: `PythonError`, what Python raises for a member that is no pair.
  func components(
    of members: JSONObject, warn: (String) -> Void
  ) throws(PythonError) -> [(name: String, value: JSONValue)] {
    let defaults = members["_use_default_values"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let known = members.filter { !defaults.contains($0.key) }
    let taken = Set(signature.components).union(signature.options)
    var unexpected = JSONObject(
      known.filter { isUnexpected($0.key, members, taken) }.map { ($0.key, $0.value) })
    if !unexpected.isEmpty {
      warn(
        "The config attributes \(JSONValue.object(unexpected).pythonRepr) were passed to"
          + " \(signature.className), but are not expected and will be ignored. Please verify your"
          + " \(ModelIndex.fileName) configuration file.")
    }
    var stored: [(name: String, value: JSONValue)] = []
    for (name, value) in known where signature.components.contains(name) {
      guard try !IndexedComponent.isAbsent(value), !isPassedAsNone(name) else { continue }
      stored.append((name, value))
    }
    for (name, value) in unexpectedArguments { unexpected[name] = value }
    if !unexpected.isEmpty {
      warn(
        "Keyword arguments \(JSONValue.object(unexpected).argumentRepr) are not expected by"
          + " \(signature.className) and will be ignored.")
    }
    return stored
  }

  private func isPassedAsNone(_ name: String) -> Bool {
    guard passed.contains(name), case .null? = arguments.components[name] else { return false }
    return true
  }

  /// Members of the class that saved the checkpoint are dropped silently, private ones, too.
  private func isUnexpected(_ name: String, _ members: JSONObject, _ taken: Set<String>) -> Bool {
    guard !taken.contains(name), !name.hasPrefix("_"), name != "quantization_config" else {
      return false
    }
    guard let saved = members["_class_name"]?.stringValue.flatMap(PipelineSignature.of) else {
      return true
    }
    return !saved.components.contains(name) && !saved.options.contains(name)
  }

  /// What the caller passes and the class does not take.
  private var unexpectedArguments: [(String, JSONValue)] {
    let known = Set(expected).union(optionNames)
    let options = arguments.options.filter { !known.contains($0.key) }.map { ($0.key, $0.value) }
    let components = arguments.components.filter { !known.contains($0.key) }
      .sorted { $0.key < $1.key }
    return options
      + components.map { name, value in
        if case .null = value { return (name, .null) }
        return (name, .argumentObject)
      }
  }

  /// Adds what the caller passes and the checkpoint does not have.
  ///
  /// - Throws: `PythonError` with diffusers' text if components are missing, the names of the set sorted.
  func complete(
    _ loaded: inout LoadedParts<Scalar>, _ loader: CheckpointLoader<Scalar>
  ) throws {
    // Components that count as options have come first; the checkpoint's have replaced them.
    for name in optionNames.intersection(arguments.components.keys).sorted()
    where !loaded.names.contains(name) {
      loaded.add(name, try loader.passed(name))
    }
    let missing = Set(expected).subtracting(loaded.names)
    guard missing.isSubset(of: passed.union(signature.optionalComponents)) else {
      let present = Set(loaded.names).union(passed).subtracting(optionNames)
      throw signature.missingComponents(of: expected, present: present, end: ".")
    }
    for name in missing.sorted() { loaded.add(name, try loader.passed(name)) }
  }

  /// Warns of components and options of another type than the constructor says.
  ///
  /// - Returns: the components among them.
  /// - Throws: `PythonError`, what Python raises for a component that the constructor does not have.
  func checkTypes(
    _ loaded: LoadedParts<Scalar>, warn: (String) -> Void
  ) throws(PythonError) -> [String] {
    for (name, value) in loaded.components.options {
      guard let problem = signature.typeProblem(ofOption: name, value) else { continue }
      warn(problem)
    }
    var misfits: [String] = []
    for name in loaded.names where !name.contains("scheduler") && !name.contains("tokenizer") {
      guard let component = loaded.components[name] else { continue }
      guard signature.components.contains(name) else {
        throw PythonError(type: .keyError, message: name.pythonRepr)
      }
      guard
        let problem = signature.typeProblem(of: name, component.className, component.library)
      else { continue }
      misfits.append(name)
      warn(problem)
    }
    if let name = loaded.names.first(where: { !signature.components.contains($0) }) {
      throw .type(
        "\(signature.className).__init__() got an unexpected keyword argument '\(name)'")
    }
    return misfits
  }
}

extension JSONValue {
  /// Stands for an object that the caller passes; how Python prints it is left out.
  static var argumentObject: JSONValue { .string("\u{0}object") }

  /// Python's `repr` of arguments, in which objects may be.
  fileprivate var argumentRepr: String {
    pythonRepr.replacingText(JSONValue.argumentObject.pythonRepr, with: "OBJECT")
  }
}
