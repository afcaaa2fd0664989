/// One keyword parameter of a pipeline's call: a row of the class's parameter table.
public struct Parameter: Sendable {
  /// What a parameter takes.
  public enum Kind: Sendable {
    /// A string or a list of strings.
    case prompt
    /// A number of each sort.
    case int, double
    /// `True` or `False`.
    case bool
    /// A string.
    case string
    /// A list of strings.
    case strings
    /// A list of numbers.
    case numbers
    /// A picture, a tensor, or a list of them.
    case image
    /// A picture, a tensor, or lists of them, also nested.
    case controlImage
    /// A number or a list of numbers.
    case scales
    /// A whole number or lists of them.
    case modes
    /// A tensor.
    case tensor
    /// A generator or a list of them.
    case generator
    /// Something that this reference does not do yet; the text says what.
    case later(String)
  }

  /// The value a parameter has when the call does not name it.
  public enum Default: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral,
    ExpressibleByArrayLiteral
  {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case strings([String])
    case ints([Int])

    /// `None`.
    public init(nilLiteral: ()) { self = .null }

    /// A `bool`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// An `int`.
    public init(integerLiteral value: Int) { self = .int(value) }

    /// A `float`.
    public init(floatLiteral value: Double) { self = .double(value) }

    /// A `str`.
    public init(stringLiteral value: String) { self = .string(value) }

    /// A list of `str`.
    public init(arrayLiteral elements: String...) { self = .strings(elements) }
  }

  /// diffusers' name.
  public let name: String
  /// What it takes.
  public let kind: Kind
  /// Its value when it is absent.
  public let defaultValue: Default

  /// A parameter of the given name and kind.
  public init(_ name: String, _ kind: Kind, default defaultValue: Default = nil) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
  }
}

extension Parameter {
  static let prompt = Parameter("prompt", .prompt)
  static let negativePrompt = Parameter("negative_prompt", .prompt)
  static let promptEmbeds = Parameter("prompt_embeds", .tensor)
  static let negativePromptEmbeds = Parameter("negative_prompt_embeds", .tensor)
  static let height = Parameter("height", .int)
  static let width = Parameter("width", .int)
  static let timesteps = Parameter("timesteps", .numbers)
  static let sigmas = Parameter("sigmas", .numbers)
  static let imagesPerPrompt = Parameter("num_images_per_prompt", .int, default: 1)
  static let eta = Parameter("eta", .double, default: 0.0)
  static let generator = Parameter("generator", .generator)
  static let latents = Parameter("latents", .tensor)
  static let image = Parameter("image", .image)
  static let outputType = Parameter("output_type", .string, default: "pil")
  static let returnDict = Parameter("return_dict", .bool, default: true)
  static let guidanceRescale = Parameter("guidance_rescale", .double, default: 0.0)
  static let maskImage = Parameter("mask_image", .image)
  static let maskedImageLatents = Parameter("masked_image_latents", .tensor)
  static let paddingMaskCrop = Parameter("padding_mask_crop", .int)
  static let clipSkip = Parameter("clip_skip", .int)
  static let callbackTensors = Parameter(
    "callback_on_step_end_tensor_inputs", .strings, default: ["latents"])
  static let callbackSteps = Parameter("callback_steps", .int)
  static let ipAdapterImage = Parameter("ip_adapter_image", .later("IP-adapters"))
  static let ipAdapterEmbeds = Parameter("ip_adapter_image_embeds", .later("IP-adapters"))
  static let crossAttention = processorArguments("cross_attention_kwargs")
  static let jointAttention = processorArguments("joint_attention_kwargs")

  static let controlImage = Parameter("control_image", .image)
  static let controlImages = Parameter("control_image", .controlImage)
  static let controlGuidanceStart = Parameter("control_guidance_start", .scales, default: 0.0)
  static let controlGuidanceEnd = Parameter("control_guidance_end", .scales, default: 1.0)
  static let controlMode = Parameter("control_mode", .modes)
  static let guessMode = Parameter("guess_mode", .bool, default: false)
  static let pagScale = Parameter("pag_scale", .double, default: 3.0)
  static let pagAdaptiveScale = Parameter("pag_adaptive_scale", .double, default: 0.0)

  static func controlScale(_ scale: Double) -> Parameter {
    Parameter("controlnet_conditioning_scale", .scales, default: .double(scale))
  }

  private static func processorArguments(_ name: String) -> Parameter {
    Parameter(name, .later("attention processor arguments and LoRA scales"))
  }

  static func maxSequenceLength(_ length: Int) -> Parameter {
    Parameter("max_sequence_length", .int, default: .int(length))
  }

  static func steps(_ count: Int) -> Parameter {
    Parameter("num_inference_steps", .int, default: .int(count))
  }

  static func guidance(_ scale: Double) -> Parameter {
    Parameter("guidance_scale", .double, default: .double(scale))
  }

  static func strength(_ value: Double) -> Parameter {
    Parameter("strength", .double, default: .double(value))
  }
}
