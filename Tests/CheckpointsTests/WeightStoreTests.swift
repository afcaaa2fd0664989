@testable import Checkpoints
import Tensors
import Testing

@Suite struct WeightStoreTests {
  private func store(_ rules: WeightRules = WeightRules()) throws -> WeightStore {
    var writer = SafetensorsWriter()
    writer.add("conv.weight", Tensor<Float>([1, 2, 3, 4], shape: [2, 2]))
    writer.add("conv.bias", Tensor<Float>([1, .nan]))
    writer.add("mid.attentions.0.query.weight", Tensor<Float>([7], shape: [1, 1]))
    writer.add("mid.attentions.0.proj_attn.bias", Tensor<Float>([8]))
    writer.add("embeddings.position_ids", [0, 1, 2])
    let file = try SafetensorsFile(bytes: writer.serialized(), file: "model.safetensors")
    return WeightStore([file], rules: rules)
  }

  @Test func reportsEverythingByName() throws {
    let store = try store()
    let scope = store.scope(as: Double.self)
    #expect(scope["conv"].tensor("weight", [2, 2]).values == [1, 2, 3, 4])
    _ = scope["conv"].tensor("bias", [2])
    #expect(scope["norm"].tensor("weight", [2]).shape == [2])
    _ = scope["mid.attentions"][0].tensor("query.weight", [3, 3])
    #expect(scope["conv"].optionalTensor("gamma", [2]) == nil)
    let error = try #require(throws: WeightAuditError.self) { try store.audit() }
    #expect(error.missing == [.init(name: "norm.weight", shape: [2])])
    #expect(error.unused == ["embeddings.position_ids", "mid.attentions.0.proj_attn.bias"])
    #expect(
      error.mismatched == [
        .init(name: "mid.attentions.0.query.weight", expected: [3, 3], found: [1, 1])
      ])
    #expect(error.nonFinite == ["conv.bias"])
    #expect(
      error.description == """
        model.safetensors: the weights do not fit the configuration
          1 missing:
            norm.weight [2]
          2 unused:
            embeddings.position_ids
            mid.attentions.0.proj_attn.bias
          1 of the wrong shape:
            mid.attentions.0.query.weight [1, 1] instead of [3, 3]
          1 not finite:
            conv.bias
        """)
  }

  @Test func appliesUpstreamsRules() throws {
    let store = try store(.deprecatedAttention.ignoring("position_ids"))
    let attention = store.scope(as: Float.self)["mid.attentions.0"]
    #expect(attention["to_q"].tensor("weight", [1, 1]).values == [7])
    #expect(attention["to_out"][0].tensor("bias", [1]).values == [8])
    _ = store.scope(as: Float.self)["conv"].tensor("weight", [2, 2])
    let error = try #require(throws: WeightAuditError.self) { try store.audit() }
    #expect(error.unused == ["conv.bias"])
    #expect(error.missing.isEmpty && error.nonFinite.isEmpty)
  }

  @Test func refusesAWeightInTwoFiles() throws {
    var writer = SafetensorsWriter()
    writer.add("a", Tensor<Float>([1]))
    let bytes = try writer.serialized()
    let store = WeightStore([
      try SafetensorsFile(bytes: bytes, file: "1"), try SafetensorsFile(bytes: bytes, file: "2"),
    ])
    _ = store.scope(as: Float.self).tensor("a", [1])
    let error = #expect(throws: WeightAuditError.self) { try store.audit() }
    #expect(error?.unreadable.map(\.description) == ["2: \"a\": the weight is also in 1"])
  }

  @Test func acceptsWhatTheModelDrops() throws {
    let store = try store()
    let scope = store.scope(as: Float.self)
    _ = scope["conv"].tensor("weight", [2, 2])
    scope.ignore("mid")
    scope["conv"].ignore("bias")
    scope.ignore("embeddings.position_ids")
    try store.audit()
    #expect(scope.hasAny("mid.attentions") && scope["mid"][0].hasAny() == false)
  }
}
