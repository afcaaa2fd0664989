import Checkpoints
import Tensors
import Testing

@testable import TextEncoders

@Suite struct CLIPModelTests {
  @Test(arguments: [
    "text", "text-gelu", "text-projection", "text-projection-legacy", "text-defaults",
    "text-of-whole",
  ])
  func textMatchesTransformers(_ name: String) throws {
    try text(name, Double.self)
    try text(name, Float.self)
  }

  private func text<Scalar: TensorScalar>(_ name: String, _ type: Scalar.Type) throws {
    let golden = try ModelGolden<Scalar>(name)
    let model: ([[Int]], [[Int]]?) throws -> CLIPTextOutput<Scalar>
    if name.contains("projection") {
      let projecting = try CLIPTextModelWithProjection(golden.config, golden.weights)
      model = { try projecting($0, attentionMask: $1) }
    } else {
      let plain = try CLIPTextModel(golden.config, golden.weights)
      model = { try plain($0, attentionMask: $1) }
    }
    try golden.store.audit()
    #expect(golden.rows.count == 6)
    for (row, content) in golden.rows {
      let output = try model(content["ids"]?.rows ?? [], content["mask"]?.rows)
      try golden.check(output.lastHiddenState, row, "last_hidden_state")
      if name.contains("projection") {
        try golden.check(try #require(output.textEmbeds), row, "text_embeds")
      } else {
        try golden.check(output.poolerOutput, row, "pooler_output")
      }
      guard content["mask"] == nil else { continue }
      #expect(output.hiddenStates.count == golden.count(row, "hidden_states"))
      for (index, states) in output.hiddenStates.enumerated() {
        try golden.check(states, row, "hidden_states.\(index)")
      }
    }
  }

  @Test(arguments: ["vision", "vision-projection"])
  func visionMatchesTransformers(_ name: String) throws {
    try vision(name, Double.self)
    try vision(name, Float.self)
  }

  private func vision<Scalar: TensorScalar>(_ name: String, _ type: Scalar.Type) throws {
    let golden = try ModelGolden<Scalar>(name)
    let pixels = try golden.input("pictures", "pixels")
    let output: CLIPVisionOutput<Scalar>
    if name.contains("projection") {
      output = try CLIPVisionModelWithProjection(golden.config, golden.weights)(pixels)
      try golden.check(try #require(output.imageEmbeds), "pictures", "image_embeds")
    } else {
      output = try CLIPVisionModel(golden.config, golden.weights)(pixels)
      try golden.check(output.poolerOutput, "pictures", "pooler_output")
    }
    try golden.store.audit()
    try golden.check(output.lastHiddenState, "pictures", "last_hidden_state")
    #expect(output.hiddenStates.count == golden.count("pictures", "hidden_states"))
    for (index, states) in output.hiddenStates.enumerated() {
      try golden.check(states, "pictures", "hidden_states.\(index)")
    }
  }

  @Test(arguments: ["safety-checker", "safety-checker-legacy"])
  func safetyCheckerMatchesDiffusers(_ name: String) throws {
    try safety(name, Double.self)
    try safety(name, Float.self)
  }

  private func safety<Scalar: TensorScalar>(_ name: String, _ type: Scalar.Type) throws {
    let golden = try ModelGolden<Scalar>(name)
    let pixels = try golden.input("pictures", "pixels")
    let checker = try StableDiffusionSafetyChecker(golden.config, golden.weights)
    try golden.store.audit()
    let verdicts = try checker.verdicts(pixels)
    let scores = verdicts.flatMap { $0.specialScores + $0.conceptScores }
    try golden.check(Tensor(scores, shape: [verdicts.count, 20]), "pictures", "scores")
    let (images, flags) = try checker(
      images: .ones([verdicts.count, 2, 2, 3]), clipInput: pixels)
    #expect(try flags == golden.flags("pictures"))
    #expect(flags.contains(true) && flags.contains(false))
    try golden.check(images, "pictures", "images")
    #expect(golden.config.unreadKeys() == [])
  }

  @Test func refusesWhatTransformersRefuses() throws {
    let golden = try ModelGolden<Float>("text")
    let model = try CLIPTextModel(golden.config, golden.weights)
    let rows: [(ids: [[Int]], error: PythonError)] = [
      (
        [Array(0..<12)],
        .value(
          "Sequence length must be less than max_position_embeddings (got `sequence length`: 12 and"
            + " max_position_embeddings: 11")
      ),
      ([[1, 40]], PythonError(type: .indexError, message: "index out of range in self")),
      ([[-1]], PythonError(type: .indexError, message: "index out of range in self")),
      ([], .value("input_ids must be rows of one length, and not empty")),
      ([[1], [1, 2]], .value("input_ids must be rows of one length, and not empty")),
    ]
    for row in rows {
      #expect(throws: row.error) { try model(row.ids) }
    }
    #expect(throws: PythonError.value("attention_mask must have the shape of input_ids")) {
      try model([[1, 2]], attentionMask: [[1]])
    }
    let vision = try ModelGolden<Float>("vision")
    let message = "Input image size (12*11) doesn't match model (12*12)."
    #expect(throws: PythonError.value(message)) {
      try CLIPVisionModel(vision.config, vision.weights)(.zeros([1, 3, 12, 11]))
    }
  }

  @Test(arguments: [
    ("hidden_size", JSONValue.int(13), "embed_dim must be divisible by num_heads"),
    ("hidden_size", .int(0), "hidden_size"),
    ("hidden_size", .string("12"), "hidden_size"),
    ("hidden_act", .string("snake"), "there is no activation function \"snake\""),
    ("num_hidden_layers", .int(1_000_000), "num_hidden_layers"),
    ("vocab_size", .int(-1), "vocab_size"),
    ("max_position_embeddings", .double(1.5), "max_position_embeddings"),
  ])
  func refusesConfigurations(_ row: (key: String, value: JSONValue, message: String)) throws {
    let golden = try ModelGolden<Float>("text")
    let config = golden.config.replacing([row.key: row.value])
    #expect {
      try CLIPTextModel(config, golden.weights)
    } throws: {
      "\($0)".contains(row.message)
    }
  }

  @Test func wrongWeightsAreNamed() throws {
    let golden = try ModelGolden<Float>("text")
    let config = golden.config.replacing(["num_hidden_layers": 4, "vocab_size": 41])
    _ = try CLIPTextModel(config, golden.weights)
    let error = try #require(throws: WeightAuditError.self) { try golden.store.audit() }
    #expect(error.missing.count == 16)
    #expect(error.mismatched.map(\.name) == ["text_model.embeddings.token_embedding.weight"])
    #expect(error.unused == [])
  }
}
