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
    // Only Python code can make a configuration of it.
    guard given("quantization_config") == nil else {
      throw .value("`quantization_config` must be an instance of `PipelineQuantizationConfig`.")
    }
    guard let deviceMap else { return }
    guard let name = deviceMap.stringValue else { throw .value("`device_map` must be a string.") }
    guard ["balanced", "cpu"].contains(name) else {
      throw PythonError(
        type: .notImplementedError,
        message: "\(name) not supported. Supported strategies are: balanced, cpu",
        advice: "The reference computes on the CPU; leave device_map out")
    }
    guard keywords["low_cpu_mem_usage"] != false else {
      throw .value(
        "You cannot set `low_cpu_mem_usage` to False while using device_map=\(name) for loading and"
          + " dispatching. Please make sure to set `low_cpu_mem_usage=True`.")
    }
  }

  /// - Throws: `UnsupportedError` for arguments that make diffusers load other files or run other code.
  func checkSupported() throws(UnsupportedError) {
    if given("custom_pipeline") != nil {
      throw UnsupportedError("custom_pipeline is Python code, which the reference does not run")
    }
    if isTrue("from_flax") { throw UnsupportedError("the reference does not read Flax weights") }
    if isTrue("dduf_file") { throw UnsupportedError("the reference does not read DDUF files") }
    if let flag = given("use_safetensors"), !flag.isTrue {
      throw UnsupportedError("the reference reads no weights but safetensors")
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
    guard signature.loadsConnectedPipelines, deviceMap != nil else { return }
    throw PythonError(
      type: .notImplementedError,
      message: "`device_map` is not yet supported for connected pipelines.")
  }
}
