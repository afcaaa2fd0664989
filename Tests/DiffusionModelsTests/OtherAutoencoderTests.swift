import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

struct AutoencoderTinyTests {
  static let rows = (try? ModelGolden("tiny").rows) ?? []

  @Test func hasRows() { #expect(Self.rows.count >= 9) }

  @Test(arguments: rows) func agreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try check(row, AutoencoderTiny<Double>(row.config, store.scope()))
    try check(row, AutoencoderTiny<Float>(row.config, store.scope()))
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func check<Scalar>(_ row: ModelRow, _ model: AutoencoderTiny<Scalar>) throws {
    var model = model
    model.useSlicing = row.has("slicing")
    if let tiles = row.json["tiles"]?.arrayValue?.compactMap(\.intValue) {
      model.useTiling = true
      (model.tileSampleMinSize, model.tileLatentMinSize) = (tiles[0], tiles[1])
    }
    let latents = try model.encode(try #require(row.input("picture", Scalar.self)))
    try row.expect(latents, "encoded")
    try row.expect(try model.decode(#require(row.input("latents", Scalar.self))), "decoded")
    let scaled = model.scaleLatents(latents)
    try row.expect(scaled, "scaled")
    try row.expect(model.unscaleLatents(scaled), "unscaled")
  }

  @Test func refusesStagesThatDoNotFit() throws {
    let config = Configuration(
      ["encoder_block_out_channels": [4, 8], "num_encoder_blocks": [1, 1]], file: "config.json")
    let model = try AutoencoderTiny<Float>(config, WeightStore([]).scope())
    #expect(
      throws: PythonError(
        type: .runtimeError,
        message: "Given groups=1, weight of size [8, 8, 3, 3], expected input[1, 4, 8, 8] to have "
          + "8 channels, but got 4 channels instead")
    ) { try model.encode(.zeros([1, 3, 8, 8])) }
    let other = Configuration(["num_decoder_blocks": [1]], file: "config.json")
    #expect(
      throws: PythonError.value(
        "`decoder_block_out_channels` should have the same length as `num_decoder_blocks`.")
    ) { try AutoencoderTinyConfiguration(other) }
  }

  /// Upstream's tiles are made for three channels and four levels.
  @Test(arguments: [(2, 4), (3, 2), (9, 4), (12, 4)])
  func refusesTilesThatDoNotFit(_ channels: Int, _ levels: Int) throws {
    let sizes = JSONValue.array(.init(repeating: 4, count: levels))
    let config = Configuration(
      [
        "out_channels": .int(channels), "decoder_block_out_channels": sizes,
        "num_decoder_blocks": sizes,
      ], file: "config.json")
    var model = try AutoencoderTiny<Float>(config, WeightStore([]).scope())
    model.useTiling = true
    #expect(throws: PythonError.self) { try model.decode(.zeros([1, 4, 8, 8])) }
  }
}

struct AsymmetricAutoencoderKLTests {
  static let rows = (try? ModelGolden("asymmetric").rows) ?? []

  @Test func hasRows() { #expect(Self.rows.count >= 5) }

  @Test(arguments: rows) func agreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights()
    try check(row, AsymmetricAutoencoderKL<Double>(row.config, store.scope()))
    try check(row, AsymmetricAutoencoderKL<Float>(row.config, store.scope()))
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func check<Scalar>(_ row: ModelRow, _ model: AsymmetricAutoencoderKL<Scalar>) throws {
    let picture = try #require(row.input("picture", Scalar.self))
    guard case .distribution(let posterior) = try model.encoding(of: picture) else {
      Issue.record("no distribution")
      return
    }
    try row.expect(posterior.parameters, "moments")
    let latents = try #require(row.input("latents", Scalar.self))
    try row.expect(try model.decode(latents), "decoded")
    let mask = try mask(row, Scalar.self)
    try row.expect(try model.decode(latents, image: picture, mask: mask), "inpainted")
  }

  private func mask<Scalar: TensorScalar>(
    _ row: ModelRow, _: Scalar.Type
  ) throws -> Tensor<Scalar> {
    let mask = try #require(row.json["masks"]?["mask"]?.arrayValue)
    let shape = try #require(mask[0].arrayValue).compactMap(\.intValue)
    let ones = Set(try #require(mask[1].arrayValue).compactMap(\.intValue))
    return Tensor((0..<shape.reduce(1, *)).map { ones.contains($0) ? 1 : 0 }, shape: shape)
  }

  @Test func refusesPicturesThatDoNotFit() throws {
    let row = try #require(Self.rows.first)
    let model = try AsymmetricAutoencoderKL<Float>(row.config, try row.weights().scope())
    #expect(
      throws: PythonError(type: .keyError, message: "'(2, 12, 2, 3)'")
    ) {
      try model.decode(
        .zeros([2, 4, 2, 3]), image: .zeros([1, 3, 16, 24]), mask: .zeros([1, 1, 16, 24]))
    }
    #expect(
      throws: PythonError(
        type: .runtimeError,
        message: "Calculated padded input size per channel: (3 x 4). Kernel size: (4 x 4). Kernel "
          + "size can't be greater than actual input size")
    ) {
      try model.decode(
        .zeros([1, 4, 1, 1]), image: .zeros([1, 3, 1, 2]), mask: .zeros([1, 1, 1, 2]))
    }
  }
}
