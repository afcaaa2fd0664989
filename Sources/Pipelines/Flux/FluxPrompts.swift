import Checkpoints
import Tensors
import TextEncoders

/// A prompt as Flux's transformer takes it.
struct FluxPrompt<Scalar: TensorScalar> {
  /// T5's embeddings, `[N, S, C]`.
  var tokens: Tensor<Scalar>
  /// CLIP's embedding, `[N, P]`.
  let pooled: Tensor<Scalar>
  /// The places of the text's tokens, `[S, 3]`: all are 0.
  var places: Tensor<Scalar>
}

/// The prompts of a call.
struct FluxPrompts<Scalar: TensorScalar> {
  var positive: FluxPrompt<Scalar>
  /// Nil without true guidance.
  var negative: FluxPrompt<Scalar>?
  /// `true_cfg_scale`.
  var scale = 1.0
}

extension FluxParts {
  /// The call's prompts, embedded (`encode_prompt`).
  ///
  /// - Parameter takesNegativeEmbeds: Whether the negative prompt may be embeddings, and of a length of
  ///   its own; otherwise its tokens are given the places of the positive prompt's.
  func prompts(
    _ run: PipelineRun<Scalar>, takesNegativeEmbeds: Bool = false
  ) throws -> FluxPrompts<Scalar> {
    var prompts = FluxPrompts(positive: try prompt(run, ""))
    let scale = run.arguments.double("true_cfg_scale") ?? 1
    let names = ["negative_prompt"] + (takesNegativeEmbeds ? ["negative_prompt_embeds"] : [])
    guard scale > 1, names.contains(where: { !run.arguments[$0].isNull }) else { return prompts }
    var negative = try prompt(run, "negative_")
    if !takesNegativeEmbeds { negative.places = prompts.positive.places }
    prompts.negative = negative
    prompts.scale = scale
    return prompts
  }

  /// The prompt in the arguments whose names begin with `prefix`: given embeddings as they are, made
  /// ones repeated for each picture.
  private func prompt(_ run: PipelineRun<Scalar>, _ prefix: String) throws -> FluxPrompt<Scalar> {
    let arguments = run.arguments
    let pooled: Tensor<Scalar>
    let tokens: Tensor<Scalar>
    if let given = arguments.tensor("\(prefix)prompt_embeds"),
      let givenPooled = arguments.tensor("\(prefix)pooled_prompt_embeds")
    {
      (tokens, pooled) = (given, givenPooled)
    } else {
      let texts = arguments.strings("\(prefix)prompt") ?? []
      let others = arguments["\(prefix)prompt_2"]
      let copies = run.imagesPerPrompt
      pooled = try clip(run).embedPrompts(texts).poolerOutput.repeatInterleaved(0, copies)
      tokens = try t5(run).embed(
        others.isTrue ? others.texts : texts, quotedFrom: (tokenizer?.modelMaxLength ?? 77) - 1
      ).repeatInterleaved(0, copies)
    }
    guard tokens.rank >= 2 else {
      throw PythonError(type: .indexError, message: "tuple index out of range")
    }
    return FluxPrompt(tokens: tokens, pooled: pooled, places: .zeros([tokens.shape[1], 3]))
  }

  private func clip(_ run: PipelineRun<Scalar>) throws -> CLIPTextStage<Scalar> {
    guard let tokenizer, let textEncoder else { throw PythonError.noneIsNotCallable }
    return CLIPTextStage(run, tokenizer, textEncoder)
  }

  private func t5(_ run: PipelineRun<Scalar>) throws -> T5TextStage<Scalar> {
    guard let tokenizer2, let textEncoder2 else { throw PythonError.noneIsNotCallable }
    return T5TextStage(run: run, suffix: "_2", tokenizer: tokenizer2, encoder: textEncoder2)
  }
}
