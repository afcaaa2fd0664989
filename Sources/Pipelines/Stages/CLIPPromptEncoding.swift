import Checkpoints
import Tensors
import TextEncoders
import Tokenizers

/// Prompt embeddings of one text encoder, one row for each picture.
struct PromptEmbeddings<Scalar: TensorScalar> {
  /// `[N, L, C]`.
  var positive: Tensor<Scalar>
  /// `[N, L, C]`; nil without guidance.
  var negative: Tensor<Scalar>?
}

/// `encode_prompt` of the pipelines with a single CLIP text encoder.
struct CLIPPromptEncoding<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let tokenizer: any TextTokenizer
  let textEncoder: CLIPTextModel<Scalar>
  let guidance: Guidance<Scalar>

  private var text: CLIPTextStage<Scalar> { CLIPTextStage(run, tokenizer, textEncoder) }

  /// Embeds the call's prompts, or takes its embeddings, repeated for each picture of a prompt.
  func encode() throws -> PromptEmbeddings<Scalar> {
    let copies = run.imagesPerPrompt
    let positive = try positiveEmbeddings()
    try checkEmbeddings(positive, copies: copies)
    var embeddings = PromptEmbeddings(positive: positive.repeatInterleaved(0, copies))
    guard guidance.isEnabled else { return embeddings }
    let negative = try negativeEmbeddings(like: positive)
    embeddings.negative = negative.repeatInterleaved(0, copies)
    return embeddings
  }

  /// What torch says of embeddings and copies that do not go together.
  private func checkEmbeddings(_ embeddings: Tensor<Scalar>, copies: Int) throws {
    let shape = embeddings.shape
    guard !shape.isEmpty else {
      throw PythonError(type: .indexError, message: "tuple index out of range")
    }
    try requireUnpackable(shape, into: 3)
    let (rows, overflow) = shape[1].multipliedReportingOverflow(by: copies)
    try checkTensorSize([shape[0], overflow ? .max : rows, shape[2]])
  }

  private func positiveEmbeddings() throws -> Tensor<Scalar> {
    if let given = run.arguments.tensor("prompt_embeds") { return given }
    let prompts = run.arguments.strings("prompt") ?? []
    let output = try text.embedPrompts(prompts)
    guard let clipSkip = run.arguments.int("clip_skip") else { return output.lastHiddenState }
    return textEncoder.finalLayerNorm(try output.hiddenState(-(clipSkip + 1)))
  }

  /// The embeddings of the negative prompt, which ignores `clip_skip`.
  private func negativeEmbeddings(like positive: Tensor<Scalar>) throws -> Tensor<Scalar> {
    if let given = run.arguments.tensor("negative_prompt_embeds") { return given }
    let texts = try negativeTexts(count: positive.shape[0])
    return try text.embed(texts, length: positive.shape[1]).lastHiddenState
  }

  private func negativeTexts(count: Int) throws -> [String] {
    let prompt = run.arguments["prompt"]
    let negative = run.arguments["negative_prompt"]
    if negative.isNull { return [String](repeating: "", count: count) }
    if !prompt.isNull && prompt.pythonType != negative.pythonType {
      throw PythonError.type(
        "`negative_prompt` should be the same type to `prompt`, but got \(negative.pythonType) !="
          + " \(prompt.pythonType).")
    }
    let texts = run.arguments.strings("negative_prompt") ?? []
    if case .list = negative, texts.count != count {
      throw PythonError.value(
        "`negative_prompt`: \(negative.pythonText) has batch size \(texts.count), but `prompt`:"
          + " \(prompt.pythonText) has batch size \(count). Please make sure that passed"
          + " `negative_prompt` matches the batch size of `prompt`.")
    }
    return texts
  }
}
