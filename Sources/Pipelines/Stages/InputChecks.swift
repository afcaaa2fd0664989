import Checkpoints
import Tensors

/// The checks that diffusers' `check_inputs` methods share, each with upstream's message.
///
/// A class calls those its own `check_inputs` has, in its order.
struct InputChecks<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  private var arguments: Arguments<Scalar> { run.arguments }

  init(_ run: PipelineRun<Scalar>) { self.run = run }

  /// `strength` lies in 0…1.
  func strength() throws {
    guard let strength = arguments.double("strength") else { return }
    if strength.isNaN { throw PythonError.value("cannot convert float NaN to integer") }
    guard strength < 0 || strength > 1 else { return }
    throw PythonError.value(
      "The value of strength should in [0.0, 1.0] but is \(arguments["strength"].pythonText)")
  }

  /// Height and width are multiples of `unit`. (The message says 8 whatever the unit is.)
  func size(_ height: Int, _ width: Int, multipleOf unit: Int) throws {
    guard height % unit != 0 || width % unit != 0 else { return }
    throw PythonError.value(
      "`height` and `width` have to be divisible by 8 but are \(height) and \(width).")
  }

  /// Height and width are multiples of `unit`, the side of a token.
  func tokenSize(_ height: Int, _ width: Int, multipleOf unit: Int) throws {
    guard height % unit != 0 || width % unit != 0 else { return }
    throw PythonError.value(
      "`height` and `width` have to be divisible by \(unit) but are \(height) and \(width)."
        + "You can use height \(height - height % unit) and width \(width - width % unit).")
  }

  /// The checks that follow each other in every class: of the callbacks, the prompts and their
  /// embeddings.
  ///
  /// - Parameters:
  ///   - suffixes: The ends of the prompts' names, one for each text encoder.
  ///   - comparesShapes: Whether negative embeddings must be of the positive ones' shape.
  func callbacksAndPrompts(_ suffixes: [String] = [""], comparesShapes: Bool = true) throws {
    try callbackSteps()
    try callbackTensors()
    try prompt(suffixes.map { "prompt\($0)" })
    try notWithEmbeddings(suffixes.map { "negative_prompt\($0)" }, "negative_prompt_embeds")
    if comparesShapes { try embeddingShapes() }
  }

  /// Warns of a height or width that is no multiple of `unit`, or of `tolerated` if that is less.
  func warnOfSize(_ height: Int, _ width: Int, multipleOf unit: Int, tolerated: Int? = nil) {
    let divisor = tolerated ?? unit
    guard height % divisor != 0 || width % divisor != 0 else { return }
    run.warn(
      "`height` and `width` have to be divisible by \(unit) but are \(height) and \(width)."
        + " Dimensions will be resized accordingly")
  }

  /// The prompt takes no more than `limit` tokens.
  func sequenceLength(limit: Int) throws {
    guard let length = arguments.int("max_sequence_length"), length > limit else { return }
    throw PythonError.value(
      "`max_sequence_length` cannot be greater than \(limit) but is \(length)")
  }

  /// Height and width, where they are given, are multiples of `unit`.
  func askedSize(multipleOf unit: Int) throws {
    let (height, width) = run.askedSize
    guard (height ?? 0) % unit != 0 || (width ?? 0) % unit != 0 else { return }
    throw PythonError.value(
      "`height` and `width` have to be divisible by 8 but are \(arguments["height"].pythonText)"
        + " and \(arguments["width"].pythonText).")
  }

  /// The deprecated `callback_steps` is a positive integer.
  private func callbackSteps() throws {
    let value = arguments["callback_steps"]
    if value.isNull { return }
    if let steps = arguments.int("callback_steps"), steps > 0 { return }
    throw PythonError.value(
      "`callback_steps` has to be a positive integer but is \(value.pythonText) of type"
        + " \(value.pythonType).")
  }

  /// The callback asks only for tensors that the class offers.
  private func callbackTensors() throws {
    let offered = run.row.callbackTensors
    guard let asked = arguments.strings("callback_on_step_end_tensor_inputs") else { return }
    let unknown = asked.filter { !offered.contains($0) }
    guard !unknown.isEmpty else { return }
    throw PythonError.value(
      "`callback_on_step_end_tensor_inputs` has to be in \(offered.pythonRepr), but found"
        + " \(unknown.pythonRepr)")
  }

  /// Exactly one of `prompt` and `prompt_embeds` is given, and every prompt is a string or a list.
  ///
  /// - Parameter names: The arguments that are prompts, one for each text encoder.
  private func prompt(_ names: [String]) throws {
    try notWithEmbeddings(names, "prompt_embeds")
    if arguments["prompt"].isNull && arguments["prompt_embeds"].isNull {
      throw PythonError.value(
        "Provide either `prompt` or `prompt_embeds`. Cannot leave both `prompt` and"
          + " `prompt_embeds` undefined.")
    }
    for name in names {
      switch arguments[name] {
      case .null, .string, .list: continue
      case let other:
        throw PythonError.value(
          "`\(name)` has to be of type `str` or `list` but is \(other.pythonType)")
      }
    }
  }

  /// No prompt of `names` is given beside its embeddings.
  private func notWithEmbeddings(_ names: [String], _ embeddings: String) throws {
    let embeds = arguments[embeddings]
    guard !embeds.isNull, let name = names.first(where: { !arguments[$0].isNull }) else { return }
    // Upstream shows another argument in one of its messages.
    let shown = arguments[name == "prompt_3" ? "prompt_2" : name]
    throw PythonError.value(
      "Cannot forward both `\(name)`: \(shown.pythonText) and `\(embeddings)`:"
        + " \(embeds.pythonText). Please make sure to only forward one of the two.")
  }

  /// The negative prompt's embeddings fit the positive ones.
  private func embeddingShapes() throws {
    guard let positive = arguments.tensor("prompt_embeds"),
      let negative = arguments.tensor("negative_prompt_embeds"), positive.shape != negative.shape
    else { return }
    throw PythonError.value(
      "`prompt_embeds` and `negative_prompt_embeds` must have the same shape when passed"
        + " directly, but got: `prompt_embeds` \(torchSize(positive.shape)) !="
        + " `negative_prompt_embeds` \(torchSize(negative.shape)).")
  }

  /// Embeddings come with the pooled ones.
  func pooledEmbeddings() throws {
    for sign in ["", "negative_"] {
      guard !arguments["\(sign)prompt_embeds"].isNull,
        arguments["\(sign)pooled_prompt_embeds"].isNull
      else { continue }
      throw PythonError.value(
        "If `\(sign)prompt_embeds` are provided, `\(sign)pooled_prompt_embeds` also have to be"
          + " passed. Make sure to generate `\(sign)pooled_prompt_embeds` from the same text encoder"
          + " that was used to generate `\(sign)prompt_embeds`.")
    }
  }

  /// The number of steps is a positive integer.
  func steps() throws {
    guard let steps = arguments.int("num_inference_steps") else {
      throw PythonError.value("`num_inference_steps` cannot be None.")
    }
    guard steps <= 0 else { return }
    throw PythonError.value(
      "`num_inference_steps` has to be a positive integer but is \(steps) of type <class 'int'>.")
  }

  /// Cropping to the mask needs pictures in and out.
  ///
  /// - Parameters:
  ///   - image: What upstream takes for the call's picture.
  ///   - outputType: What counts as the call's output type, if it is another.
  func paddingMaskCrop(
    image: ArgumentValue<Scalar>? = nil, outputType: ArgumentValue<Scalar>? = nil
  ) throws {
    if arguments["padding_mask_crop"].isNull { return }
    let image = image ?? arguments["image"]
    let mask = arguments["mask_image"]
    guard case .image = image else {
      throw PythonError.value(
        "The image should be a PIL image when inpainting mask crop, but is of type"
          + " \(image.pythonType).")
    }
    guard case .image = mask else {
      throw PythonError.value(
        "The mask image should be a PIL image when inpainting mask crop, but is of type"
          + " \(mask.pythonType).")
    }
    let output = (outputType ?? arguments["output_type"]).pythonText
    guard output == "pil" else {
      throw PythonError.value(
        "The output type should be PIL when inpainting mask crop, but is \(output).")
    }
  }

  /// A list of generators has one for each sample.
  func generators(batch: Int) throws {
    guard case .list(let generators) = arguments["generator"], generators.count != batch else {
      return
    }
    throw PythonError.value(
      "You have passed a list of generators of length \(generators.count), but requested an"
        + " effective batch size of \(batch). Make sure the batch size matches the length of the"
        + " generators.")
  }
}
