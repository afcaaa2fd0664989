/// What the reference knows of one pipeline class: the row that loading, calling, the command
/// line, the tests and the report all read.
public struct PipelineRow: Sendable {
  /// A component of the class's constructor.
  public struct Component: Sendable {
    /// The name in `model_index.json`.
    public let name: String
    /// The classes the reference accepts for it; empty if the class cannot use any yet.
    public let classes: [String]
    /// Whether diffusers lists it in `_optional_components`.
    public let isOptional: Bool

    /// A component that must be there.
    static func required(_ name: String, _ classes: String...) -> Component {
      Component(name: name, classes: classes, isOptional: false)
    }

    /// A component that may be null or missing.
    static func optional(_ name: String, _ classes: String...) -> Component {
      Component(name: name, classes: classes, isOptional: true)
    }
  }

  /// diffusers' class name.
  public let name: String
  /// The task the class serves.
  public let task: PipelineTask
  /// The family, as the folders of cases name it.
  public let family: String
  /// The components in the order of the constructor.
  public let components: [Component]
  /// Constructor arguments that are plain values, with their defaults.
  public let configuration: [(name: String, defaultValue: Parameter.Default)]
  /// The parameters of the call in diffusers' order.
  public let parameters: [Parameter]
  /// The tensors that a callback on step end may ask for.
  public let callbackTensors: [String]
  /// Those of them that the loop does not take back from the callback.
  public private(set) var fixedTensors: Set<String> = []
  /// Whether the call takes any further keyword (`**kwargs`) and ignores it.
  public let acceptsUnknownArguments: Bool

  /// The module below `diffusers.pipelines` that defines the class.
  public let module: String
  /// The methods besides the call that the class has in common with others.
  public var mixins: PipelineMixins = []

  /// The class as Python prints it.
  public var pythonClass: String { "<class 'diffusers.pipelines.\(module).\(name)'>" }

  /// The row with tensors that a callback sees and cannot change.
  func fixing(_ names: String...) -> PipelineRow {
    var row = self
    row.fixedTensors.formUnion(names)
    return row
  }
}
