import Checkpoints
import Tensors
import TextEncoders
import Tokenizers

/// `encode_prompt` of Stable Diffusion 3: two CLIP encoders side by side, T5 after them.
struct StableDiffusion3Prompts<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let parts: StableDiffusion3Parts<Scalar>
  let guidance: Guidance<Scalar>

  private typealias Embeddings = (tokens: Tensor<Scalar>, pooled: Tensor<Scalar>)

  private var copies: Int { run.imagesPerPrompt }

  /// Embeds the call's prompts, repeated for each picture, or takes its embeddings as they are.
  func encode() throws -> PooledPromptEmbeddings<Scalar> {
    let positive = try positive()
    let negative = guidance.isEnabled ? try negative() : nil
    if let negative {
      try requireConcatenable([negative.tokens, positive.tokens], 0)
      try requireConcatenable([negative.pooled, positive.pooled], 0)
    }
    return PooledPromptEmbeddings(
      tokens: PromptEmbeddings(positive: positive.tokens, negative: negative?.tokens),
      pooled: PromptEmbeddings(positive: positive.pooled, negative: negative?.pooled))
  }

  private func positive() throws -> Embeddings {
    if let given = given("") { return given }
    let clipSkip = run.arguments.int("clip_skip") ?? 0
    return try embed(texts("") ?? [[], [], []], layer: -(clipSkip + 2))
  }

  /// The negative prompts, which ignore `clip_skip`.
  private func negative() throws -> Embeddings {
    if let given = given("negative_") { return given }
    let count = run.promptCount
    let texts = (texts("negative_") ?? [[""], [""], [""]]).enumerated().map { index, texts in
      isString(index) ? [String](repeating: texts[0], count: count) : texts
    }
    guard texts[0].count == count else {
      let prompt = run.arguments["prompt"]
      throw PythonError.value(
        "`negative_prompt`: \(run.arguments["negative_prompt"].pythonText) has batch size"
          + " \(texts[0].count), but `prompt`:"
          + " \(ArgumentValue.list(prompt.elements).pythonText) has batch size \(count). Please make"
          + " sure that passed `negative_prompt` matches the batch size of `prompt`.")
    }
    return try embed(texts, layer: -2)
  }

  /// Whether the negative prompt for encoder `index` is a string for all prompts.
  private func isString(_ index: Int) -> Bool {
    for name in ["negative_prompt\(Self.suffixes[index])", "negative_prompt"] {
      let value = run.arguments[name]
      if value.isTrue { return !value.isList }
    }
    return true
  }

  private func given(_ prefix: String) -> Embeddings? {
    guard let tokens = run.arguments.tensor("\(prefix)prompt_embeds"),
      let pooled = run.arguments.tensor("\(prefix)pooled_prompt_embeds")
    else { return nil }
    return (tokens, pooled)
  }

  private static var suffixes: [String] { ["", "_2", "_3"] }

  /// The prompts for each encoder; one without its own takes the first.
  private func texts(_ prefix: String) -> [[String]]? {
    let values = Self.suffixes.map { run.arguments["\(prefix)prompt\($0)"] }
    let first = values[0].isTrue || prefix.isEmpty ? values[0].texts : [""]
    return values.enumerated().map { $0 > 0 && $1.isTrue ? $1.texts : first }
  }

  /// The hidden states number `layer` of the CLIP encoders side by side, filled up to T5's width, and
  /// T5's after them.
  private func embed(_ texts: [[String]], layer: Int) throws -> Embeddings {
    let outputs = try zip(clips, texts).map { try $0().embedPrompts($1) }
    let states = try outputs.map { try $0.hiddenState(layer).repeatInterleaved(0, copies) }
    let clip = try concatenated(states, -1)
    let t5 = try t5(texts[2])
    let tokens = try concatenated([clip.widened(to: t5.extent(-1)), t5], -2)
    // Upstream repeats the whole batch here, not each row.
    let pooled = try concatenated(outputs.compactMap(\.textEmbeds), -1).repeated(0, copies)
    return (tokens, pooled)
  }

  private var clips: [() throws -> CLIPTextStage<Scalar>] {
    [
      { try clip(parts.tokenizer, parts.textEncoder, "") },
      { try clip(parts.tokenizer2, parts.textEncoder2, "_2") },
    ]
  }

  private func clip(
    _ tokenizer: (any TextTokenizer)?, _ encoder: CLIPTextModelWithProjection<Scalar>?,
    _ suffix: String
  ) throws -> CLIPTextStage<Scalar> {
    guard let tokenizer, let encoder else {
      throw PythonError.noneIsNotCallable
    }
    return CLIPTextStage(run, tokenizer, suffix: suffix) { try encoder($0, attentionMask: $1) }
  }

  /// T5's embeddings; without the encoder, zeros as long as CLIP's.
  private func t5(_ texts: [String]) throws -> Tensor<Scalar> {
    let length = parts.tokenizer?.modelMaxLength ?? 77
    guard let encoder = parts.textEncoder3 else {
      return .zeros([
        texts.count * copies, length, parts.transformer.configuration.jointAttentionDim ?? 0,
      ])
    }
    guard let tokenizer = parts.tokenizer3 else {
      throw PythonError.noneIsNotCallable
    }
    return try T5TextStage(run: run, suffix: "_3", tokenizer: tokenizer, encoder: encoder)
      .embed(texts, quotedFrom: length - 1).repeatInterleaved(0, copies)
  }
}

extension Tensor {
  /// The last dimension filled up with zeros, or cut, to `extent`.
  fileprivate func widened(to extent: Int) -> Tensor {
    let missing = extent - self.extent(-1)
    guard missing > 0 else { return narrowed(-1, 0..<extent) }
    return .concatenated([self, .zeros(shape.dropLast() + [missing])], -1)
  }
}
