import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

struct SD3ModelTests {
  static let transformers = (try? ModelGolden("sd3").rows) ?? []
  static let controlNets = (try? ModelGolden("sd3-controlnet").rows) ?? []

  @Test func hasRows() {
    #expect(Self.transformers.count >= 15)
    #expect(Self.controlNets.count >= 5)
  }

  @Test(arguments: transformers) func agreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try check(row, SD3Transformer2DModel<Double>(row.config, store.scope()))
    try check(row, SD3Transformer2DModel<Float>(row.config, store.scope()))
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func check<Scalar>(_ row: ModelRow, _ model: SD3Transformer2DModel<Scalar>) throws {
    var model = model
    if let copies = row.json["pag"]?.intValue, let layers = row.json["layers"]?.arrayValue {
      model.perturbation = JointPerturbation(
        layers: Set(layers.compactMap(\.stringValue)), copies: copies)
    }
    let skipped = row.json["skip_layers"]?.arrayValue ?? []
    let output = try model(
      try row.required("hidden_states"), timestep: try #require(row.json["timestep"]?.doubleValue),
      encoderHiddenStates: try row.required("encoder_hidden_states"),
      pooledProjections: try row.required("pooled_projections"),
      controlSamples: (0..<4).compactMap { row.input("control.\($0)", Scalar.self) },
      skipLayers: Set(skipped.compactMap(\.intValue)))
    try row.expect(output, "sample")
  }

  @Test(arguments: controlNets) func controlsLikeDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try check(row, SD3ControlNetModel<Double>(row.config, store.scope()))
    try check(row, SD3ControlNetModel<Float>(row.config, store.scope()))
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func check<Scalar>(_ row: ModelRow, _ model: SD3ControlNetModel<Scalar>) throws {
    let samples = try model(
      try row.required("hidden_states"), timestep: try #require(row.json["timestep"]?.doubleValue),
      encoderHiddenStates: row.input("encoder_hidden_states", Scalar.self),
      pooledProjections: try row.required("pooled_projections"),
      controlnetCond: try row.required("controlnet_cond"),
      conditioningScale: row.json["conditioning_scale"]?.doubleValue ?? 1)
    for (index, sample) in samples.enumerated() { try row.expect(sample, "sample.\(index)") }
  }

  @Test func addsSamplesOfSeveralModels() throws {
    let row = try #require(Self.controlNets.first)
    let model = try SD3ControlNetModel<Double>(row.config, row.weights().scope())
    let text: Tensor<Double> = try row.required("encoder_hidden_states")
    let pooled: Tensor<Double> = try row.required("pooled_projections")
    let picture: Tensor<Double> = try row.required("hidden_states")
    let both = try SD3MultiControlNetModel([model, model])(
      picture, timestep: 3, encoderHiddenStates: text, pooledProjections: pooled,
      controlnetCond: [picture, picture], conditioningScale: [0.5, 0.25])
    let one = try model(
      picture, timestep: 3, encoderHiddenStates: text, pooledProjections: pooled,
      controlnetCond: picture, conditioningScale: 0.75)
    #expect(both.count == 2)
    for (sum, single) in zip(both, one) { #expect((sum - single).maxAbs() < 1e-9) }
  }

  @Test func letsOneRowMeetSeveral() throws {
    let row = try #require(Self.transformers.first)
    let model = try SD3Transformer2DModel<Double>(row.config, row.weights().scope())
    func output(_ latents: Int, _ text: Int, _ pooled: Int) throws -> Tensor<Double> {
      try model(
        .ones([latents, 4, 4, 4]), timestep: 1, encoderHiddenStates: .ones([text, 2, 10]),
        pooledProjections: .ones([pooled, 7]))
    }
    let one = try output(1, 1, 1)
    for (latents, text, pooled) in [(1, 2, 2), (1, 1, 2), (2, 1, 1), (2, 2, 1)] {
      let both = try output(latents, text, pooled)
      #expect(both.shape == [2] + one.shape.dropFirst())
      #expect((both - one).maxAbs() < 1e-12)
    }
  }

  @Test func refusesWhatDoesNotFit() throws {
    let row = try #require(Self.transformers.first)
    let model = try SD3Transformer2DModel<Double>(row.config, row.weights().scope())
    func error(_ latents: [Int], _ text: [Int], _ pooled: [Int]) -> PythonError? {
      #expect(throws: PythonError.self) {
        try model(
          .ones(latents), timestep: 1, encoderHiddenStates: .ones(text),
          pooledProjections: .ones(pooled))
      }
    }
    #expect(
      error([1, 4, 12, 4], [1, 2, 10], [1, 7])?.message
        == "Height (6) cannot be greater than `pos_embed_max_size`: 5.")
    #expect(
      error([1, 4, 4, 4], [1, 2, 9], [1, 7])?.message
        == "mat1 and mat2 shapes cannot be multiplied (2x9 and 10x12)")
    #expect(
      error([4, 4, 4, 4], [2, 2, 10], [2, 7])?.message
        == "The size of tensor a (4) must match the size of tensor b (2) at non-singleton"
        + " dimension 0")
    #expect(
      error([1, 4, 4, 4], [2, 2, 10], [1, 7])?.message
        == "The size of tensor a (2) must match the size of tensor b (4) at non-singleton"
        + " dimension 1")
    #expect(error([1, 3, 4, 4], [1, 2, 10], [1, 7]) != nil)
    #expect(error([1, 4, 4, 4], [2, 10], [1, 7]) != nil)
    #expect(error([1, 4, 4, 4], [1, 2, 10], [7]) != nil)
  }

  @Test(arguments: [
    ("qk_norm", JSONValue.string("l2")), ("caption_projection_dim", .int(13)),
    ("patch_size", .int(0)), ("joint_attention_dim", .null),
  ]) func refusesTheOption(_ key: String, _ value: JSONValue) throws {
    let row = try #require(Self.transformers.first)
    let error = #expect(throws: CheckpointError.self) {
      try SD3Transformer2DModel<Float>(
        row.config.replacing([key: value]), row.weights().scope())
    }
    #expect(error?.description.contains(key) == true)
  }
}

extension ModelRow {
  /// The input `name`, which the row must have.
  fileprivate func required<Scalar: TensorScalar>(_ name: String) throws -> Tensor<Scalar> {
    try #require(input(name, Scalar.self))
  }
}
