import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

struct FluxModelTests {
  static let transformers = (try? ModelGolden("flux").rows) ?? []
  static let controlNets = (try? ModelGolden("flux-controlnet").rows) ?? []
  static let chroma = (try? ModelGolden("chroma").rows) ?? []

  @Test func hasRows() {
    #expect(Self.transformers.count >= 8)
    #expect(Self.controlNets.count >= 6)
    #expect(Self.chroma.count >= 2)
  }

  @Test(arguments: transformers) func transformerAgreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try row.expect(
      FluxInputs(row).output(FluxTransformer2DModel<Double>(row.config, store.scope())), "sample")
    try row.expect(
      FluxInputs(row).output(FluxTransformer2DModel<Float>(row.config, store.scope())), "sample")
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  @Test(arguments: controlNets) func controlNetAgreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try check(row, FluxControlNetModel<Double>(row.config, store.scope()))
    try check(row, FluxControlNetModel<Float>(row.config, store.scope()))
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func check<Scalar>(_ row: ModelRow, _ model: FluxControlNetModel<Scalar>) throws {
    let residuals = try FluxInputs<Scalar>(row).output(model)
    #expect(model.isUnion == (row.json["mode"] != nil))
    #expect(residuals.blocks?.count ?? 0 == model.configuration.layers)
    #expect(residuals.singleBlocks?.count ?? 0 == model.configuration.singleLayers)
    for (index, sample) in (residuals.blocks ?? []).enumerated() {
      try row.expect(sample, "block.\(index)")
    }
    for (index, sample) in (residuals.singleBlocks ?? []).enumerated() {
      try row.expect(sample, "single_block.\(index)")
    }
  }

  @Test(arguments: chroma) func chromaAgreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try row.expect(
      FluxInputs(row).output(ChromaTransformer2DModel<Double>(row.config, store.scope())),
      "sample")
    try row.expect(
      FluxInputs(row).output(ChromaTransformer2DModel<Float>(row.config, store.scope())),
      "sample")
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }
}

/// What a row's model is called with.
struct FluxInputs<Scalar: TensorScalar> {
  private let row: ModelRow
  private let hiddenStates: Tensor<Scalar>
  private let encoderHiddenStates: Tensor<Scalar>
  private let pooledProjections: Tensor<Scalar>?
  private let timestep: Tensor<Scalar>
  private let imgIds: Tensor<Scalar>
  private let txtIds: Tensor<Scalar>
  var guidance: Tensor<Scalar>?

  init(_ row: ModelRow) throws {
    self.row = row
    hiddenStates = try #require(row.input("hidden_states", Scalar.self))
    encoderHiddenStates = try #require(row.input("encoder_hidden_states", Scalar.self))
    pooledProjections = row.input("pooled_projections", Scalar.self)
    timestep = try #require(Self.vector(row, "timestep"))
    guidance = Self.vector(row, "guidance")
    imgIds = try Self.places(row, "img_ids")
    txtIds = try Self.places(row, "txt_ids")
  }

  func output(_ model: FluxTransformer2DModel<Scalar>) throws -> Tensor<Scalar> {
    try model(
      hiddenStates, encoderHiddenStates: encoderHiddenStates,
      pooledProjections: #require(pooledProjections), timestep: timestep, imgIds: imgIds,
      txtIds: txtIds, guidance: guidance,
      residuals: FluxControlNetResiduals(
        blocks: residuals("block"), singleBlocks: residuals("single_block")),
      controlnetBlocksRepeat: row.has("controlnet_blocks_repeat"))
  }

  func output(
    _ model: FluxControlNetModel<Scalar>
  ) throws -> FluxControlNetResiduals<Scalar> {
    try model(
      hiddenStates, controlnetCond: #require(row.input("controlnet_cond", Scalar.self)),
      controlnetMode: row.json["mode"]?.arrayValue?.compactMap(\.intValue),
      conditioningScale: row.json["conditioning_scale"]?.doubleValue ?? 1,
      encoderHiddenStates: encoderHiddenStates, pooledProjections: #require(pooledProjections),
      timestep: timestep, imgIds: imgIds, txtIds: txtIds, guidance: guidance)
  }

  func output(_ model: ChromaTransformer2DModel<Scalar>) throws -> Tensor<Scalar> {
    let mask = try row.json["mask"]?.arrayValue.map { zeros in
      let shape = [timestep.count, txtIds.extent(0) + imgIds.extent(0)]
      let holes = try zeros.map { try #require($0.intValue) }
      return Tensor<Scalar>(
        (0..<(shape[0] * shape[1])).map { holes.contains($0) ? 0 : 1 }, shape: shape)
    }
    return try model(
      hiddenStates, encoderHiddenStates: encoderHiddenStates, timestep: timestep,
      imgIds: imgIds, txtIds: txtIds, attentionMask: mask)
  }

  private func residuals(_ kind: String) -> [Tensor<Scalar>]? {
    let samples = (0..<8).compactMap { row.input("\(kind).\($0)", Scalar.self) }
    return samples.isEmpty ? nil : samples
  }

  private static func vector(_ row: ModelRow, _ name: String) -> Tensor<Scalar>? {
    row.json[name]?.arrayValue.map { Tensor($0.compactMap(\.doubleValue).map { Scalar($0) }) }
  }

  private static func places(_ row: ModelRow, _ name: String) throws -> Tensor<Scalar> {
    let rows = try #require(row.json[name]?.arrayValue)
    let numbers = rows.compactMap(\.arrayValue).joined().compactMap(\.intValue)
    return Tensor(numbers.map { Scalar($0) }, shape: [rows.count, 3])
  }
}
