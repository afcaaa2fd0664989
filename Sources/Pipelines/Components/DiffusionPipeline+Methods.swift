import Checkpoints
import DiffusionModels
import Tensors

extension DiffusionPipeline {
  /// The pipeline after a call of one of the methods that diffusers' pipelines have besides
  /// `__call__`; nil if the reference does not have the method.
  public func calling(_ method: String) throws -> DiffusionPipeline? {
    switch method {
    case "enable_vae_slicing": return try changingVAE("enable_slicing") { $0.useSlicing = true }
    case "disable_vae_slicing": return try changingVAE("disable_slicing") { $0.useSlicing = false }
    case "enable_vae_tiling": return try changingVAE("enable_tiling") { $0.useTiling = true }
    case "disable_vae_tiling": return try changingVAE("disable_tiling") { $0.useTiling = false }
    // Attention is computed in blocks in any case.
    case "enable_attention_slicing", "disable_attention_slicing": return self
    default: return nil
    }
  }

  private func changingVAE(
    _ method: String, _ change: (inout any TilingAutoencoder<Scalar>) -> Void
  ) throws -> DiffusionPipeline {
    guard let component = components["vae"] else {
      throw PythonError(
        type: .attributeError, message: "'NoneType' object has no attribute '\(method)'")
    }
    guard var vae = component.value as? any TilingAutoencoder<Scalar> else {
      throw PythonError(
        type: .attributeError,
        message: "'\(component.className)' object has no attribute '\(method)'")
    }
    change(&vae)
    var changed = components
    changed["vae"] = component.replacing(vae)
    return try PipelineRegistry.make(row.name, changed)
  }
}

extension PipelineComponent {
  /// The component with another value of the same class.
  func replacing(_ value: any Sendable) -> PipelineComponent {
    PipelineComponent(library: library, className: className, source: source, value: value)
  }
}
