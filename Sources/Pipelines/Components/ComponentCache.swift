import Foundation
import Synchronization
public import Tensors

/// Components read before, for runs that load the same checkpoints many times.
///
/// Components are values, so what one run does with them does not show in another.
public final class ComponentCache<Scalar: TensorScalar>: Sendable {
  private let components = Mutex<[String: PipelineComponent<Scalar>]>([:])

  /// An empty cache.
  public init() {}

  /// The component under `key`, nil if it was not read before.
  func known(_ key: String) -> PipelineComponent<Scalar>? { components.withLock { $0[key] } }

  /// The component under `key`, made by `load` if it is not there yet.
  func component(
    _ key: String, load: () throws -> PipelineComponent<Scalar>
  ) rethrows -> PipelineComponent<Scalar> {
    if let known = known(key) { return known }
    let loaded = try load()
    components.withLock { $0[key] = loaded }
    return loaded
  }
}
