public import Checkpoints
public import Pipelines
public import Tensors

/// The keyword arguments of `from_pretrained` and `from_pipe`.
public struct LoadArguments<Scalar: TensorScalar>: Sendable {
  /// What the choice of the class looks at.
  public var choice = ResolverOptions()
  /// Components that replace the checkpoint's.
  public var components: [String: CheckpointLoader<Scalar>.Override] = [:]
  /// Plain options of the constructor, such as `requires_safety_checker`.
  public var options: JSONObject = [:]
  /// The arguments that loading itself takes, by diffusers' names, see `keywordNames`.
  public var keywords: JSONObject = [:]
  /// When the weights of layers are converted if they are of another type.
  public var conversion = WeightConversion.once
  /// Components read before.
  public var cache: ComponentCache<Scalar>?
  /// Told of what diffusers only warns about.
  public var warn: @Sendable (String) -> Void = { _ in }

  /// No arguments.
  public init() {}

  /// The arguments that `from_pretrained` takes itself and does not pass on.
  public static var keywordNames: Set<String> {
    [
      "cache_dir", "force_download", "proxies", "local_files_only", "token", "revision",
      "from_flax", "torch_dtype", "custom_pipeline", "custom_revision", "provider",
      "sess_options", "provider_options", "device_map", "max_memory", "offload_folder",
      "offload_state_dict", "low_cpu_mem_usage", "variant", "dduf_file", "use_safetensors",
      "use_onnx", "load_connected_pipeline", "quantization_config",
    ]
  }

  /// Sets the argument `name`: one of loading itself, or an option of the constructor.
  public mutating func set(_ name: String, _ value: JSONValue) {
    if Self.keywordNames.contains(name) { keywords[name] = value } else { options[name] = value }
  }

  /// The variant of the weight files, such as `fp16`.
  public var variant: String? {
    get { keywords["variant"]?.stringValue }
    set { keywords["variant"] = newValue.map { .string($0) } }
  }

  /// `torch_dtype`; the arithmetic is `Scalar` in any case.
  var torchDType: JSONValue? { given("torch_dtype") }

  /// `device_map`: where diffusers puts the components.
  var deviceMap: JSONValue? { given("device_map") }

  /// Whether `DiffusionPipeline` loads the combined class of a decoder.
  var loadsConnectedPipeline: Bool { isTrue("load_connected_pipeline") }

  /// The argument, nil if it is absent or `None`.
  func given(_ name: String) -> JSONValue? {
    keywords[name].flatMap { $0.isNull ? nil : $0 }
  }

  /// Whether the argument is there and true, as Python takes it.
  func isTrue(_ name: String) -> Bool { keywords[name]?.isTrue ?? false }

  /// Lets `loader` take the components that are passed, and load the others as the arguments say.
  func configure(_ loader: inout CheckpointLoader<Scalar>) {
    loader.overrides = components
    loader.conversion = conversion
    loader.cache = cache
    loader.warn = warn
  }

  /// `checkpoint` in the cache and at the revision that the arguments name.
  func located(_ checkpoint: CheckpointLocation) -> CheckpointLocation {
    checkpoint.with(
      revision: keywords["revision"]?.stringValue,
      cacheDirectory: keywords["cache_dir"]?.stringValue)
  }
}
