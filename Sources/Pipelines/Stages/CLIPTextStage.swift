import Checkpoints
import Tensors
import TextEncoders
import Tokenizers

/// A tokenizer and the CLIP text encoder after it, traced under their names in the pipeline.
struct CLIPTextStage<Scalar: TensorScalar> {
  private let run: PipelineRun<Scalar>
  private let suffix: String
  private let model: ([[Int]], [[Int]]?) throws -> CLIPTextOutput<Scalar>
  private let usesAttentionMask: Bool
  let tokenizer: any TextTokenizer

  /// `tokenizer` and `text_encoder`; the mask of the padding is passed where the encoder asks for it.
  init(_ run: PipelineRun<Scalar>, _ tokenizer: any TextTokenizer, _ encoder: CLIPTextModel<Scalar>)
  {
    self.init(
      run, tokenizer, usesAttentionMask: encoder.configuration.usesAttentionMask,
      model: { try encoder($0, attentionMask: $1) })
  }

  /// The tokenizer and the encoder whose names end in `suffix`.
  init(
    _ run: PipelineRun<Scalar>, _ tokenizer: any TextTokenizer, suffix: String = "",
    usesAttentionMask: Bool = false,
    model: @escaping ([[Int]], [[Int]]?) throws -> CLIPTextOutput<Scalar>
  ) {
    self.run = run
    self.suffix = suffix
    self.model = model
    self.usesAttentionMask = usesAttentionMask
    self.tokenizer = tokenizer
  }

  /// The encoder's output for prompts cut or padded to the tokenizer's own length, with a warning
  /// about what was cut.
  func embedPrompts(_ texts: [String]) throws -> CLIPTextOutput<Scalar> {
    let tokens = try tokenize(texts, length: tokenizer.modelMaxLength)
    try tokenizer.truncationWarning(texts).map(run.warn)
    return try embed(tokens)
  }

  /// The encoder's output for texts cut or padded to `length` tokens.
  func embed(_ texts: [String], length: Int) throws -> CLIPTextOutput<Scalar> {
    try embed(tokenize(texts, length: length))
  }

  private func tokenize(_ texts: [String], length: Int?) throws -> TokenizedText {
    try run.traced("tokenizer\(suffix)", "encode", inputs: []) {
      try tokenizer.encode(texts, padding: .maxLength, maxLength: length, truncation: true)
    } outputs: { tokens in
      [("input_ids", .rows(tokens.ids)), ("attention_mask", .rows(tokens.attentionMask))]
    }
  }

  private func embed(_ tokens: TokenizedText) throws -> CLIPTextOutput<Scalar> {
    let mask = usesAttentionMask ? tokens.attentionMask : nil
    return try run.traced(
      "text_encoder\(suffix)", "forward",
      inputs: [("input_ids", .rows(tokens.ids))]
        + (mask.map { [("attention_mask", .rows($0))] } ?? [])
    ) {
      try model(tokens.ids, mask)
    } outputs: { output in
      let pooled = output.textEmbeds.map { ("text_embeds", $0) }
      return [
        pooled, ("last_hidden_state", output.lastHiddenState),
        pooled == nil ? ("pooler_output", output.poolerOutput) : nil,
      ].compactMap { $0 }.map { ($0.0, .floats($0.1)) }
    }
  }
}

extension CLIPTextOutput {
  /// `hidden_states[index]`, counted as Python does.
  func hiddenState(_ index: Int) throws -> Tensor<Scalar> {
    guard let position = pythonIndex(index, count: hiddenStates.count) else {
      throw PythonError(type: .indexError, message: "tuple index out of range")
    }
    return hiddenStates[position]
  }
}
