import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

struct UNet2DConditionModelTests {
  static let rows = (try? ModelGolden("unet").rows) ?? []

  @Test func hasRows() { #expect(Self.rows.count >= 30) }

  @Test(arguments: rows) func agreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try row.expect(output(row, UNet2DConditionModel<Double>(row.config, store.scope())), "sample")
    try row.expect(output(row, UNet2DConditionModel<Float>(row.config, store.scope())), "sample")
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func output<Scalar>(
    _ row: ModelRow, _ model: UNet2DConditionModel<Scalar>
  ) throws -> Tensor<Scalar> {
    var model = model
    model.freeU = freeU(row)
    let down = (0..<8).compactMap { row.input("down.\($0)", Scalar.self) }
    let residuals = row.input("mid", Scalar.self).map { ControlNetResiduals(down: down, mid: $0) }
    let sample = try #require(row.input("sample", Scalar.self))
    return try model(
      sample, timestep: try timestep(row),
      encoderHiddenStates: try #require(row.input("encoder_hidden_states", Scalar.self)),
      classLabels: labels(row) ?? row.input("class_labels", Scalar.self),
      timestepCond: row.input("timestep_cond", Scalar.self),
      attentionMask: mask(row, "attention_mask"),
      encoderAttentionMask: mask(row, "encoder_attention_mask"),
      added: AddedConditions(
        textEmbeds: row.input("text_embeds", Scalar.self), timeIds: timeIds(row)),
      residuals: residuals)
  }

  private func timestep(_ row: ModelRow) throws -> [Double] {
    let value = try #require(row.json["timestep"])
    return try value.arrayValue?.compactMap(\.doubleValue) ?? [#require(value.doubleValue)]
  }

  private func freeU(_ row: ModelRow) -> FreeU? {
    row.json["freeu"].map { factors in
      func factor(_ name: String) -> Double { factors[name]?.doubleValue ?? 0 }
      return FreeU(s1: factor("s1"), s2: factor("s2"), b1: factor("b1"), b2: factor("b2"))
    }
  }

  private func labels<Scalar>(_ row: ModelRow) -> Tensor<Scalar>? {
    row.json["labels"]?.arrayValue.map { Tensor($0.compactMap(\.intValue).map { Scalar($0) }) }
  }

  private func timeIds<Scalar>(_ row: ModelRow) -> Tensor<Scalar>? {
    row.json["time_ids"]?.arrayValue.map { rows in
      let ids = rows.compactMap(\.arrayValue).joined().compactMap(\.intValue)
      return Tensor(ids.map { Scalar($0) }, shape: [rows.count, ids.count / rows.count])
    }
  }

  private func mask<Scalar>(_ row: ModelRow, _ name: String) -> Tensor<Scalar>? {
    guard let mask = row.json["masks"]?[name],
      let shape = mask[0]?.arrayValue?.compactMap(\.intValue),
      let zeros = mask[1]?.arrayValue?.compactMap(\.intValue)
    else { return nil }
    let values = (0..<shape.reduce(1, *)).map { zeros.contains($0) ? Scalar(0) : 1 }
    return Tensor(values, shape: shape)
  }
}
