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

  /// The deprecated `callback_steps` is a positive integer.
  func callbackSteps() throws {
    let value = arguments["callback_steps"]
    if value.isNull { return }
    if let steps = arguments.int("callback_steps"), steps > 0 { return }
    throw PythonError.value(
      "`callback_steps` has to be a positive integer but is \(value.pythonText) of type"
        + " \(value.pythonType).")
  }

  /// The callback asks only for tensors that the class offers.
  func callbackTensors() throws {
    let offered = run.row.callbackTensors
    guard let asked = arguments.strings("callback_on_step_end_tensor_inputs") else { return }
    let unknown = asked.filter { !offered.contains($0) }
    guard !unknown.isEmpty else { return }
    throw PythonError.value(
      "`callback_on_step_end_tensor_inputs` has to be in \(pythonRepr(offered)), but found"
        + " \(pythonRepr(unknown))")
  }

  /// Exactly one of `name` and `name_embeds` is given, and the prompt is a string or a list.
  func prompt(_ name: String = "prompt") throws {
    let prompt = arguments[name]
    let embeds = arguments["\(name)_embeds"]
    switch (prompt, embeds.isNull) {
    case (.null, true):
      throw PythonError.value(
        "Provide either `\(name)` or `\(name)_embeds`. Cannot leave both `\(name)` and"
          + " `\(name)_embeds` undefined.")
    case (.null, false), (.string, true), (.list, true): return
    case (_, false):
      throw PythonError.value(
        "Cannot forward both `\(name)`: \(prompt.pythonText) and `\(name)_embeds`:"
          + " \(embeds.pythonText). Please make sure to only forward one of the two.")
    default:
      throw PythonError.value(
        "`\(name)` has to be of type `str` or `list` but is \(prompt.pythonType)")
    }
  }

  /// At most one of `negative_prompt` and its embeddings is given, and these fit the positive ones.
  func negativePrompt() throws {
    let embeds = arguments["negative_prompt_embeds"]
    if !arguments["negative_prompt"].isNull && !embeds.isNull {
      throw PythonError.value(
        "Cannot forward both `negative_prompt`: \(arguments["negative_prompt"].pythonText) and"
          + " `negative_prompt_embeds`: \(embeds.pythonText). Please make sure to only forward"
          + " one of the two.")
    }
    guard let positive = arguments.tensor("prompt_embeds"),
      let negative = arguments.tensor("negative_prompt_embeds"), positive.shape != negative.shape
    else { return }
    throw PythonError.value(
      "`prompt_embeds` and `negative_prompt_embeds` must have the same shape when passed"
        + " directly, but got: `prompt_embeds` \(torchSize(positive.shape)) !="
        + " `negative_prompt_embeds` \(torchSize(negative.shape)).")
  }

  /// Cropping to the mask needs pictures in and out.
  func paddingMaskCrop() throws {
    if arguments["padding_mask_crop"].isNull { return }
    let image = arguments["image"]
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
    guard arguments.string("output_type") == "pil" else {
      throw PythonError.value(
        "The output type should be PIL when inpainting mask crop, but is"
          + " \(arguments["output_type"].pythonText).")
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
