import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

struct ControlNetUnionModelTests {
  static let rows = (try? ModelGolden("controlnet-union").rows) ?? []

  @Test func hasRows() { #expect(Self.rows.count >= 10) }

  @Test(arguments: rows) func agreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try check(row, ControlNetUnionModel<Double>(row.config, store.scope()))
    try check(row, ControlNetUnionModel<Float>(row.config, store.scope()))
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func check<Scalar>(_ row: ModelRow, _ model: ControlNetUnionModel<Scalar>) throws {
    let residuals = try output(row, model)
    for (index, tensor) in residuals.down.enumerated() { try row.expect(tensor, "down.\(index)") }
    try row.expect(residuals.mid, "mid")
  }

  private func output<Scalar>(
    _ row: ModelRow, _ model: ControlNetUnionModel<Scalar>, scales: [Double]? = nil,
    rows: Int? = nil
  ) throws -> ControlNetResiduals<Scalar> {
    let sample = try #require(row.input("sample", Scalar.self))
    let kinds = try #require(row.json["kinds"]?.arrayValue).compactMap(\.intValue)
    let types = (0..<model.controlTypes).map { kinds.contains($0) ? Scalar(1) : 0 }
    let ids = try #require(row.json["time_ids"]?.arrayValue).compactMap(\.arrayValue)
    return try model(
      sample, timestep: try #require(row.json["timestep"]?.doubleValue),
      encoderHiddenStates: try #require(row.input("encoder_hidden_states", Scalar.self)),
      controlnetCond: (0..<8).compactMap { row.input("picture.\($0)", Scalar.self) },
      controlType: Tensor(types, shape: [1, types.count]).repeated(0, rows ?? sample.extent(0)),
      controlTypeIdx: kinds,
      conditioningScale: try scales
        ?? #require(row.json["scales"]?.arrayValue).compactMap(\.doubleValue),
      fromMulti: row.has("from_multi"), guessMode: row.has("guess_mode"),
      added: AddedConditions(
        textEmbeds: row.input("text_embeds", Scalar.self),
        timeIds: Tensor(
          ids.joined().compactMap(\.intValue).map { Scalar($0) }, shape: [ids.count, 6])))
  }

  private func model(_ changes: JSONObject = [:]) throws -> (ModelRow, ControlNetUnionModel<Double>)
  {
    let row = try #require(Self.rows.first { $0.name == "one-kind" })
    let store = try row.weights()
    return (row, try ControlNetUnionModel(row.config.replacing(changes), store.scope()))
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func leavesOutModelsOfScaleZero() throws {
    let (row, net) = try model()
    let nets = MultiControlNetUnionModel([net, net])
    let picture = try #require(row.input("picture.0", Double.self))
    let sample = try #require(row.input("sample", Double.self))
    func sum(_ scales: [Double]) throws -> ControlNetResiduals<Double>? {
      try nets(
        sample, timestep: 501,
        encoderHiddenStates: try #require(row.input("encoder_hidden_states", Double.self)),
        controlnetCond: [picture, picture], controlType: [.ones([2, 6]), .ones([2, 6])],
        controlTypeIdx: [0, 0], conditioningScale: scales,
        added: AddedConditions(
          textEmbeds: row.input("text_embeds", Double.self), timeIds: .ones([2, 6])))
    }
    let one = try #require(try sum([0, 2]))
    let two = try #require(try sum([1, 1]))
    #expect((one.mid - two.mid).maxAbs() < 1e-12)
    #expect(one.down.count == two.down.count)
    #expect(try sum([0, 0]) == nil)
    #expect(try sum([2]) != nil)
  }

  @Test func saysWhatDoesNotFit() throws {
    let (row, net) = try model()
    #expect(
      message { _ = try output(row, net, rows: 4) }
        == "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x48 and 24x32)")
    #expect(
      message { _ = try output(row, net, rows: 1) }
        == "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x12 and 24x32)")
    #expect(
      message { _ = try output(row, net, scales: []) } == "IndexError: list index out of range")
    let (_, other) = try model(["controlnet_conditioning_channel_order": "bgr"])
    #expect(
      message { _ = try output(row, other) }
        == "ValueError: unknown `controlnet_conditioning_channel_order`: bgr")
    #expect(
      message { _ = try model(["encoder_hid_dim": 4, "encoder_hid_dim_type": "text_proj"]) }
        == "ValueError: encoder_hid_dim_type: text_proj must be None.")
    #expect(
      message { _ = try model(["num_trans_head": 3]) }
        == "AssertionError: embed_dim must be divisible by num_heads")
    let (_, narrow) = try model(["num_trans_channel": 4])
    #expect(
      message { _ = try output(row, narrow) }
        == "RuntimeError: The size of tensor a (8) must match the size of tensor b (4) at"
        + " non-singleton dimension 1")
    let (_, wide) = try model(["num_proj_channel": 12])
    #expect(
      message { _ = try output(row, wide) }
        == "RuntimeError: The size of tensor a (8) must match the size of tensor b (12) at"
        + " non-singleton dimension 1")
  }
}
