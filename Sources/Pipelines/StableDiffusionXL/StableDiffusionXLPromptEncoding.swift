import Checkpoints
import Tensors
import TextEncoders

/// The embeddings of prompts token by token and pooled, one row for each picture.
struct PooledPromptEmbeddings<Scalar: TensorScalar> {
  /// `[N, L, C]`: of all text encoders side by side.
  let tokens: PromptEmbeddings<Scalar>
  /// `[N, P]`: of the last text encoder.
  let pooled: PromptEmbeddings<Scalar>
}

/// `encode_prompt` of the pipelines with CLIP's two text encoders.
struct StableDiffusionXLPromptEncoding<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  /// The text encoders in order; nil for one that is missing.
  let texts: [CLIPTextStage<Scalar>?]
  let forcesZeros: Bool
  let guidance: Guidance<Scalar>

  private typealias Embeddings = (tokens: Tensor<Scalar>, pooled: Tensor<Scalar>?)

  /// Embeds the call's prompts, or takes its embeddings, repeated for each picture of a prompt.
  func encode() throws -> PooledPromptEmbeddings<Scalar> {
    let copies = run.imagesPerPrompt
    func repeated(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
      tensor.repeatInterleaved(0, copies)
    }
    let positive = try positiveEmbeddings()
    let negative = guidance.isEnabled ? try negativeEmbeddings(positive) : nil
    if let negative {
      try requireConcatenable([negative.tokens, positive.tokens], 0)
      try requireConcatenable([negative.pooled, positive.pooled].compactMap { $0 }, 0)
    }
    return PooledPromptEmbeddings(
      tokens: PromptEmbeddings(
        positive: repeated(positive.tokens), negative: (negative?.tokens).map(repeated)),
      pooled: PromptEmbeddings(
        positive: repeated(try Self.given(positive.pooled)),
        negative: try negative.map { repeated(try Self.given($0.pooled)) }))
  }

  private static func given(_ pooled: Tensor<Scalar>?) throws -> Tensor<Scalar> {
    if let pooled { return pooled }
    throw PythonError(
      type: .attributeError, message: "'NoneType' object has no attribute 'repeat'")
  }

  private func positiveEmbeddings() throws -> Embeddings {
    let pooled = run.arguments.tensor("pooled_prompt_embeds")
    if let given = run.arguments.tensor("prompt_embeds") { return (given, pooled) }
    let layer = -((run.arguments.int("clip_skip") ?? 0) + 2)
    return try embed(prompts, pooled: pooled, layer: layer) { try $0.embedPrompts($1) }
  }

  /// The prompts for each text encoder.
  private var prompts: [[String]] {
    let first = run.arguments.strings("prompt") ?? []
    return [
      first, run.arguments["prompt_2"].isTrue ? run.arguments.strings("prompt_2") ?? [] : first,
    ]
  }

  /// The embeddings of the negative prompts, which ignore `clip_skip`; zeros where there is no first
  /// negative prompt and the checkpoint wants that.
  private func negativeEmbeddings(_ positive: Embeddings) throws -> Embeddings {
    let pooled = run.arguments.tensor("negative_pooled_prompt_embeds")
    if let given = run.arguments.tensor("negative_prompt_embeds") { return (given, pooled) }
    if run.arguments["negative_prompt"].isNull && forcesZeros {
      guard let positivePooled = positive.pooled else {
        throw PythonError.type(
          "zeros_like(): argument 'input' (position 1) must be Tensor, not NoneType")
      }
      return (.zeros(positive.tokens.shape), .zeros(positivePooled.shape))
    }
    let length = positive.tokens.shape[1]
    return try embed(try negativeTexts(), pooled: pooled, layer: -2) {
      try $0.embed($1, length: length)
    }
  }

  private func negativeTexts() throws -> [[String]] {
    let negative = run.arguments["negative_prompt"]
    let first: ArgumentValue<Scalar> = negative.isTrue ? negative : ""
    let other = run.arguments["negative_prompt_2"]
    let lists = [first, other.isTrue ? other : first].map { value in
      if case .string(let text) = value { return [String](repeating: text, count: run.promptCount) }
      return value.texts
    }
    // By now, upstream's `prompt` is the list for the last text encoder.
    let prompt: ArgumentValue<Scalar> =
      run.arguments["prompt"].isNull
      ? nil : .list(prompts.prefix(texts.count).last?.map { .string($0) } ?? [])
    switch first {
    case .string, .list: break
    default:
      throw PythonError.type(
        "`negative_prompt` should be the same type to `prompt`, but got \(first.pythonType) !="
          + " \(prompt.pythonType).")
    }
    guard lists[0].count == run.promptCount else {
      throw PythonError.value(
        "`negative_prompt`: \(first.pythonText) has batch size \(lists[0].count), but `prompt`:"
          + " \(prompt.pythonText) has batch size \(run.promptCount). Please make sure that passed"
          + " `negative_prompt` matches the batch size of `prompt`.")
    }
    return lists
  }

  /// The hidden states number `layer` of all text encoders side by side, and the pooled embedding of
  /// the one that has it.
  private func embed(
    _ prompts: [[String]], pooled: Tensor<Scalar>?, layer: Int,
    _ encode: (CLIPTextStage<Scalar>, [String]) throws -> CLIPTextOutput<Scalar>
  ) throws -> Embeddings {
    var pooled = pooled
    let states = try zip(texts, prompts).map { text, prompts in
      guard let text else { throw PythonError.noneIsNotCallable }
      let output = try encode(text, prompts)
      pooled = pooled ?? output.textEmbeds
      return try output.hiddenState(layer)
    }
    return (try concatenated(states, -1), pooled)
  }
}

extension ArgumentValue {
  /// Python's truth of a prompt: neither `None` nor empty.
  var isTrue: Bool {
    switch self {
    case .null: false
    case .string(let text): !text.isEmpty
    case .list(let values): !values.isEmpty
    default: true
    }
  }

  /// The strings among the elements.
  var texts: [String] {
    elements.compactMap {
      if case .string(let text) = $0 { return text }
      return nil
    }
  }
}
