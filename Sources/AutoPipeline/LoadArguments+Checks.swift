import Checkpoints
import Pipelines
import Tensors

extension LoadArguments {
  private static var dtypes: Set<String> { ["float16", "bfloat16", "float32", "float64"] }

  /// What `DiffusionPipeline.from_pretrained` says of `torch_dtype` and `device_map`. Everything is
  /// computed on the CPU in `Scalar`, so valid values change nothing.
  ///
  /// - Throws: `PythonError` with diffusers' text.
  func checkTypes() throws(PythonError) {
    if let torchDType, !Self.isDType(torchDType) {
      // diffusers overwrites the value before it prints it.
      warn(
        "Passed `torch_dtype` torch.float32 is not a `torch.dtype`. Defaulting to `torch.float32`.")
    }
    guard let deviceMap, !deviceMap.isNull else { return }
    guard let name = deviceMap.stringValue else { throw .value("`device_map` must be a string.") }
    guard ["balanced", "cpu"].contains(name) else {
      throw PythonError(
        type: .notImplementedError,
        message: "\(name) not supported. Supported strategies are: balanced, cpu",
        advice: "The reference computes on the CPU; leave device_map out")
    }
  }

  private static func isDType(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .object: true
    case .string(let name): dtypes.contains(name)
    default: false
    }
  }

  /// - Throws: `PythonError` with diffusers' text for a `device_map` and a combined class.
  func checkConnected(_ signature: PipelineSignature) throws(PythonError) {
    guard signature.loadsConnectedPipelines, let deviceMap, !deviceMap.isNull else { return }
    throw PythonError(
      type: .notImplementedError,
      message: "`device_map` is not yet supported for connected pipelines.")
  }

  /// Warns of arguments that the class does not take.
  func warnOfUnexpected(_ signature: PipelineSignature) {
    var unexpected = options
    for name in signature.options { unexpected[name] = nil }
    for (name, component) in components where !signature.components.contains(name) {
      if case .null = component { unexpected[name] = .null }
    }
    guard !unexpected.isEmpty else { return }
    warn(
      "Keyword arguments \(JSONValue.object(unexpected).pythonRepr) are not expected by"
        + " \(signature.className) and will be ignored.")
  }
}
