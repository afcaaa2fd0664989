public import Tensors

/// The weights below one path of a component, such as `down_blocks.0.resnets.1`.
public struct WeightScope<Scalar: TensorScalar>: Sendable {
  /// The weights of the component.
  public let store: WeightStore
  /// The path; empty at the root.
  public let path: String

  init(store: WeightStore, path: String) {
    self.store = store
    self.path = path
  }

  /// The scope one name deeper; a name with dots goes as many levels deeper.
  public subscript(name: String) -> WeightScope {
    WeightScope(store: store, path: fullName(name))
  }

  /// The scope of the element `index` of a list of modules.
  public subscript(index: Int) -> WeightScope { self[String(index)] }

  /// The weight `name` of the given shape. If it is missing, of another shape or unreadable, that is
  /// recorded for `WeightStore.audit()`, and a broadcast zero of the shape stands in.
  public func tensor(_ name: String, _ shape: [Int]) -> Tensor<Scalar> {
    store.tensor(fullName(name), shape)
  }

  /// The same for the weight of a layer, which the store may leave in its file until it is used.
  public func layerWeight(_ name: String, _ shape: [Int]) -> LayerWeight<Scalar> {
    store.layerWeight(fullName(name), shape)
  }

  /// The weight `name` of the given shape, nil if the component has none of that name.
  public func optionalTensor(_ name: String, _ shape: [Int]) -> Tensor<Scalar>? {
    has(name) ? tensor(name, shape) : nil
  }

  /// Whether there is a weight `name` here.
  public func has(_ name: String) -> Bool { store.has(fullName(name)) }

  /// Whether there is any weight below `name`, or below this scope.
  public func hasAny(_ name: String? = nil) -> Bool {
    store.hasAny(under: name.map(fullName) ?? path)
  }

  /// The shape of the weight `name` as stored, nil if there is none.
  public func shape(_ name: String) -> [Int]? { store.shape(fullName(name)) }

  /// Accepts the weight `name` and all weights below it as unused, where upstream drops them.
  public func ignore(_ name: String) { store.drop(fullName(name)) }

  /// The name of the weight `name` in the whole component.
  public func fullName(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
