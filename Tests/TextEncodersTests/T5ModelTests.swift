import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@testable import TextEncoders

@Suite struct T5ModelTests {
  @Test(arguments: ["gated-gelu", "relu", "gated-silu", "overridden", "defaults"])
  func matchesTransformers(_ name: String) throws {
    try check(name, Double.self)
    try check(name, Float.self)
  }

  private func check<Scalar: TensorScalar>(_ name: String, _ type: Scalar.Type) throws {
    let golden = try ModelGolden<Scalar>(
      name, in: "t5_models", rules: T5EncoderModel<Scalar>.weightRules)
    let model = try T5EncoderModel(golden.config, golden.weights)
    try golden.store.audit()
    #expect(golden.config.unreadKeys() == [])
    #expect(golden.rows.count == 6)
    for (row, content) in golden.rows {
      let output = try model(
        content["ids"]?.rows ?? [], attentionMask: content["mask"]?.rows)
      try golden.check(output.lastHiddenState, row, "last_hidden_state")
      guard content["mask"] == nil else { continue }
      #expect(output.hiddenStates.count == golden.count(row, "hidden_states"))
      for (index, states) in output.hiddenStates.enumerated() {
        try golden.check(states, row, "hidden_states.\(index)")
      }
    }
  }

  @Test func bucketsMatchTransformers() throws {
    let file = Repository.golden.appending(path: "units/t5_models/buckets.json")
    let rows = try JSONValue.load(contentsOf: file).arrayValue ?? []
    #expect(rows.count == 9)
    for row in rows {
      let count = try #require(row["count"]?.intValue)
      let longest = try #require(row["longest"]?.intValue)
      let expected = row["buckets"]?.arrayValue?.compactMap(\.intValue) ?? []
      for sign in [-1, 1] {
        let shift = sign > 0 ? count / 2 : 0
        for distance in 1..<expected.count {
          let (single, double) = (
            T5PositionBias<Float>.bucket(sign * distance, count: count, maxDistance: longest),
            T5PositionBias<Double>.bucket(sign * distance, count: count, maxDistance: longest)
          )
          #expect(single == expected[distance] + shift && double == single, "\(count) \(distance)")
        }
      }
    }
  }

  @Test func refusesWhatTransformersRefuses() throws {
    let golden = try ModelGolden<Float>("gated-gelu", in: "t5_models")
    let model = try T5EncoderModel(golden.config, golden.weights)
    #expect(throws: PythonError(type: .indexError, message: "index out of range in self")) {
      try model([[1, 40]])
    }
    #expect(throws: PythonError.value("input_ids must be rows of one length, and not empty")) {
      try model([[1], [1, 2]])
    }
    #expect(throws: PythonError.value("attention_mask must have the shape of input_ids")) {
      try model([[1, 2]], attentionMask: [[1]])
    }
  }

  @Test(arguments: [
    ("feed_forward_proj", JSONValue.string("gated-gelu-new"), "is not a valid activation function"),
    ("feed_forward_proj", .string("plain-gelu"), "is not a valid activation function"),
    ("dense_act_fn", .string("snake"), "there is no activation function \"snake\""),
    ("d_model", .int(0), "d_model"),
    ("num_layers", .int(1_000_000), "num_layers"),
    ("relative_attention_num_buckets", .int(2), "relative_attention_num_buckets"),
    ("relative_attention_max_distance", .int(2), "relative_attention_max_distance"),
    ("is_decoder", .bool(true), "is_decoder"),
  ])
  func refusesConfigurations(_ row: (key: String, value: JSONValue, message: String)) throws {
    let golden = try ModelGolden<Float>("gated-gelu", in: "t5_models")
    let config = golden.config.replacing([row.key: row.value])
    #expect {
      try T5EncoderModel(config, golden.weights)
    } throws: {
      "\($0)".contains(row.message)
    }
  }

  @Test func wrongWeightsAreNamed() throws {
    let golden = try ModelGolden<Float>("gated-gelu", in: "t5_models")
    let config = golden.config.replacing(["num_layers": 4, "vocab_size": 41])
    _ = try T5EncoderModel(config, golden.weights)
    let error = try #require(throws: WeightAuditError.self) { try golden.store.audit() }
    #expect(error.missing.count == 9)
    #expect(error.mismatched.map(\.name) == ["shared.weight"])
    #expect(error.unused == [])
  }
}
