import Checkpoints
import Tensors
import TextEncoders
import Tokenizers

/// A tokenizer and the T5 encoder after it, traced under their names in the pipeline.
struct T5TextStage<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  /// The end of the components' names.
  let suffix: String
  let tokenizer: any TextTokenizer
  let encoder: T5EncoderModel<Scalar>

  /// The last hidden state `[N, L, C]` of texts cut or padded to `max_sequence_length` tokens, the
  /// padding seen like any other token, with a warning about what was cut.
  ///
  /// - Parameter limit: The length from which the warning quotes the text.
  func embed(_ texts: [String], quotedFrom limit: Int) throws -> Tensor<Scalar> {
    let tokens = try tokenized(texts)
    try warnOfTruncation(texts, tokens.ids, limit)
    return try encoded(tokens.ids, mask: nil)
  }

  /// The last hidden state `[N, L, C]` of texts as above, but of their own tokens and the first
  /// `paddingSeen` of the padding alone, and which these are: 1, and 0 for the rest, `[N, L]`.
  func embedMasked(
    _ texts: [String], paddingSeen: Int = 0
  ) throws -> (states: Tensor<Scalar>, mask: Tensor<Scalar>) {
    let tokens = try tokenized(texts)
    let mask = tokens.attentionMask.map { row in
      let seen = row.reduce(0, +) + paddingSeen
      return row.indices.map { $0 < seen ? 1 : 0 }
    }
    let states = try encoded(tokens.ids, mask: mask)
    return (states, Tensor(mask.joined().map { Scalar($0) }, shape: Array(states.shape[..<2])))
  }

  private func tokenized(_ texts: [String]) throws -> TokenizedText {
    let length = run.arguments.int("max_sequence_length")
    return try run.traced("tokenizer\(suffix)", "encode", inputs: []) {
      try tokenizer.encode(texts, padding: .maxLength, maxLength: length, truncation: true)
    } outputs: { tokens in
      [("input_ids", .rows(tokens.ids)), ("attention_mask", .rows(tokens.attentionMask))]
    }
  }

  private func encoded(_ ids: [[Int]], mask: [[Int]]?) throws -> Tensor<Scalar> {
    let inputs = [("input_ids", ids), ("attention_mask", mask)].compactMap { name, rows in
      rows.map { (name, Transcript<Scalar>.Entry.rows($0)) }
    }
    return try run.traced("text_encoder\(suffix)", "forward", inputs: inputs) {
      try encoder(ids, attentionMask: mask).lastHiddenState
    } outputs: {
      [("last_hidden_state", .floats($0))]
    }
  }

  private func warnOfTruncation(_ texts: [String], _ ids: [[Int]], _ limit: Int) throws {
    let whole = try tokenizer.encode(texts, padding: .longest).ids
    guard let length = whole.first?.count, length >= ids.first?.count ?? 0, whole != ids else {
      return
    }
    let removed = try tokenizer.batchDecode(whole.map { Array($0.dropLast().dropFirst(limit)) })
    run.warn(
      "The following part of your input was truncated because `max_sequence_length` is set to "
        + " \(run.arguments["max_sequence_length"].pythonText) tokens: \(removed.pythonRepr)")
  }
}
