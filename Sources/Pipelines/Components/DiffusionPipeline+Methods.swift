public import Checkpoints
import DiffusionModels
import Tensors

extension DiffusionPipeline {
  /// The pipeline after a call of one of the methods that diffusers' pipelines have besides
  /// `__call__`; nil if the reference does not have the method.
  ///
  /// - Throws: `PythonError` where diffusers and Python raise; `UnsupportedError` for arguments that
  ///   the reference does not follow.
  public func calling(
    _ method: String, _ arguments: JSONObject = [:]
  ) throws -> DiffusionPipeline? {
    guard let method = PipelineMethod(rawValue: method) else { return nil }
    try method.check(arguments, row)
    switch method {
    case .enableVAESlicing: return try changingVAE("enable_slicing") { $0.useSlicing = true }
    case .disableVAESlicing: return try changingVAE("disable_slicing") { $0.useSlicing = false }
    case .enableVAETiling: return try changingVAE("enable_tiling") { $0.useTiling = true }
    case .disableVAETiling: return try changingVAE("disable_tiling") { $0.useTiling = false }
    case .enableFreeU: return try changingFreeU(FreeU(arguments))
    case .disableFreeU: return try changingFreeU(nil)
    case .fuseProjections:
      try checkFusing(arguments)
      return self
    case .setPAGLayers: return try changingLayers(arguments["pag_applied_layers"] ?? .null)
    case .enableAttentionSlicing:
      try checkSliceSize(arguments["slice_size"] ?? .null)
      return self
    case .upcastVAE, .disableAttentionSlicing, .setProgressBar: return self
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
    return try replacing("vae", vae)
  }

  private func changingFreeU(_ freeU: FreeU?) throws -> DiffusionPipeline {
    var unet: UNet2DConditionModel<Scalar> = try components.required("unet")
    unet.freeU = freeU
    return try replacing("unet", unet)
  }

  private func replacing(
    _ name: String, _ value: any Sendable
  ) throws -> DiffusionPipeline {
    var changed = components
    changed[name] = components[name]?.replacing(value)
    return try PipelineRegistry.make(row.name, changed)
  }

  private func changingLayers(_ layers: JSONValue) throws -> DiffusionPipeline {
    var changed = components
    changed.options["pag_applied_layers"] = layers
    return try PipelineRegistry.make(row.name, changed)
  }

  /// Fused projections compute the same; upstream has them for one autoencoder only.
  private func checkFusing(_ arguments: JSONObject) throws {
    guard arguments["vae"]?.boolValue ?? true, let vae = components["vae"],
      vae.className != "AutoencoderKL"
    else { return }
    throw PythonError.value(
      "`fuse_qkv_projections()` is only supported for the VAE of type `AutoencoderKL`.")
  }

  /// Attention is computed in blocks in any case; upstream refuses more slices than a layer has heads.
  private func checkSliceSize(_ size: JSONValue) throws {
    guard !size.isNull, size.stringValue != "auto", size.stringValue != "max" else { return }
    throw UnsupportedError(
      "enable_attention_slicing: the slice size \(size.serialized()) is not supported by the"
        + " reference, which slices as it needs to; leave it out")
  }
}

extension FreeU {
  /// The factors of `enable_freeu`; what Python takes for false turns all of it off.
  ///
  /// - Throws: `UnsupportedError` for what is no number.
  fileprivate init(_ arguments: JSONObject) throws {
    func factor(_ name: String) throws -> Double {
      let value = arguments[name] ?? .null
      if let flag = value.boolValue { return flag ? 1 : 0 }
      guard !value.isNull else { return 0 }
      guard let number = value.doubleValue else {
        throw UnsupportedError("enable_freeu: '\(name)' should be a number")
      }
      return number
    }
    self.init(
      s1: try factor("s1"), s2: try factor("s2"), b1: try factor("b1"), b2: try factor("b2"))
  }
}

extension PipelineComponent {
  /// The component with another value of the same class.
  func replacing(_ value: any Sendable) -> PipelineComponent {
    PipelineComponent(library: library, className: className, source: source, value: value)
  }
}
