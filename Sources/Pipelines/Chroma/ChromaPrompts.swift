import Checkpoints
import Tensors
import TextEncoders

/// A prompt as Chroma's transformer takes it.
struct ChromaPrompt<Scalar: TensorScalar> {
  /// T5's embeddings, `[N, S, C]`.
  var tokens: Tensor<Scalar>
  /// 1 for each token that counts, 0 for others: `[N, S]`, or with the picture's `[N, S + L]`.
  var mask: Tensor<Scalar>?
}

/// The prompts of a call.
struct ChromaPrompts<Scalar: TensorScalar> {
  var positive: ChromaPrompt<Scalar>
  /// Nil without guidance.
  var negative: ChromaPrompt<Scalar>?
  /// The negative prompt's mask, which upstream brings to its length even without guidance.
  var negativeMask: Tensor<Scalar>?
  /// `guidance_scale`.
  let scale: Double

  /// The prompts with masks that also cover the tokens of pictures (`_prepare_attention_mask`).
  ///
  /// - Throws: torch's error for masks of another number of rows.
  func coveringPictures(_ latents: Tensor<Scalar>) throws -> Self {
    func covering(_ mask: Tensor<Scalar>?) throws -> Tensor<Scalar>? {
      try mask.map { try concatenated([$0, .ones([latents.extent(0), tokenCount(latents)])], 1) }
    }
    var prompts = self
    prompts.positive.mask = try covering(positive.mask)
    prompts.negativeMask = try covering(negativeMask)
    prompts.negative?.mask = prompts.negativeMask
    return prompts
  }
}

extension ChromaParts {
  /// The call's prompts, embedded (`encode_prompt`).
  func prompts(_ run: PipelineRun<Scalar>) throws -> ChromaPrompts<Scalar> {
    guard let scale = run.arguments.double("guidance_scale") else {
      throw PythonError.type("'>' not supported between instances of 'NoneType' and 'int'")
    }
    let positive = try given(run, "") ?? embedded(run, run.arguments.strings("prompt") ?? [])
    var prompts = ChromaPrompts(
      positive: positive, negativeMask: run.arguments.tensor("negative_prompt_attention_mask"),
      scale: scale)
    guard scale > 1 else { return prompts }
    let negative = try given(run, "negative_") ?? embedded(run, try negativeTexts(run))
    prompts.negative = negative
    prompts.negativeMask = negative.mask
    return prompts
  }

  /// The embeddings that the call gives.
  private func given(_ run: PipelineRun<Scalar>, _ sign: String) throws -> ChromaPrompt<Scalar>? {
    guard let tokens = run.arguments.tensor("\(sign)prompt_embeds") else { return nil }
    guard tokens.rank >= 2 else {
      throw PythonError(type: .indexError, message: "tuple index out of range")
    }
    return ChromaPrompt(
      tokens: tokens, mask: run.arguments.tensor("\(sign)prompt_attention_mask"))
  }

  /// Texts embedded, repeated for each picture (`_get_t5_prompt_embeds`).
  private func embedded(
    _ run: PipelineRun<Scalar>, _ texts: [String]
  ) throws -> ChromaPrompt<Scalar> {
    guard let textEncoder else {
      throw PythonError(
        type: .attributeError, message: "'NoneType' object has no attribute 'dtype'")
    }
    guard let tokenizer else { throw PythonError.noneIsNotCallable }
    let stage = T5TextStage(run: run, suffix: "", tokenizer: tokenizer, encoder: textEncoder)
    let (states, mask) = try stage.embedMasked(texts, paddingSeen: 1)
    let copies = run.imagesPerPrompt
    return ChromaPrompt(
      tokens: states.repeatInterleaved(0, copies), mask: mask.repeatInterleaved(0, copies))
  }

  /// One negative prompt for each prompt.
  private func negativeTexts(_ run: PipelineRun<Scalar>) throws -> [String] {
    let prompt = run.arguments["prompt"]
    let count = run.promptCount
    let negative = run.arguments["negative_prompt"]
    guard case .list = negative, negative.isTrue else {
      return Array(repeating: negative.isTrue ? negative.texts.first ?? "" : "", count: count)
    }
    guard negative.elements.count == count else {
      let prompts = prompt.isNull ? prompt : .list(prompt.elements)
      throw PythonError.value(
        "`negative_prompt`: \(negative.pythonText) has batch size \(negative.elements.count), but"
          + " `prompt`: \(prompts.pythonText) has batch size \(count). Please make sure that passed"
          + " `negative_prompt` matches the batch size of `prompt`.")
    }
    return negative.texts
  }
}
