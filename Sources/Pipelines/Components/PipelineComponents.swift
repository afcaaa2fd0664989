public import Checkpoints
import OrderedCollections
public import Tensors

/// A loaded component with what `model_index.json` says of it.
public struct PipelineComponent<Scalar: TensorScalar>: Sendable {
  /// The Python library of the class, `diffusers` or `transformers`.
  public let library: String
  /// The class.
  public let className: String
  /// The folder it was read from; empty for one made in memory.
  public let source: String
  /// The model, tokenizer, scheduler or processor.
  public let value: any Sendable

  /// A component of the given class.
  public init(library: String, className: String, source: String, value: any Sendable) {
    self.library = library
    self.className = className
    self.source = source
    self.value = value
  }
}

/// What stands for a component that is known but not read: nothing but its class was asked for, or the
/// reference does not have the class.
public struct UnbuiltComponent: Sendable {
  /// Stands for a component.
  public init() {}
}

/// The components of a pipeline by name; one that is null or missing is absent.
public struct PipelineComponents<Scalar: TensorScalar>: Sendable {
  /// Plain options of the constructor, as `model_index.json` has them.
  public var options: JSONObject = [:]
  private var values: OrderedDictionary<String, PipelineComponent<Scalar>> = [:]

  /// No components.
  public init() {}

  /// The component of that name.
  public subscript(name: String) -> PipelineComponent<Scalar>? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The names of the components that are there.
  public var names: [String] { Array(values.keys) }

  /// The same components in the order of `names`; others are left out.
  public func ordered(_ names: [String]) -> PipelineComponents {
    var ordered = PipelineComponents()
    ordered.options = options
    for name in names { ordered[name] = self[name] }
    return ordered
  }

  /// The first component that is known but not read, if any.
  public var unbuilt: PipelineComponent<Scalar>? {
    values.values.first { $0.value is UnbuiltComponent }
  }

  /// The component `name` as a `Value`.
  ///
  /// - Throws: `CheckpointError` if it is missing or another class.
  func required<Value>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    guard let value: Value = try optional(name) else {
      throw CheckpointError(
        file: "model_index.json", key: name, problem: "the pipeline needs this component",
        advice: "Add it to the checkpoint or pass it when loading")
    }
    return value
  }

  /// The component `name` as a `Value`, or nil if it is absent.
  ///
  /// - Throws: `CheckpointError` if it is another class.
  func optional<Value>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
    guard let component = values[name] else { return nil }
    guard let value = component.value as? Value else {
      throw CheckpointError(
        file: component.source, key: name,
        problem: "\(component.className) cannot serve as the pipeline's \(name)",
        advice: "The pipeline takes a \(Value.self)")
    }
    return value
  }
}
