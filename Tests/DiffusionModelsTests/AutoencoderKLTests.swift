import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

struct AutoencoderKLTests {
  static let rows = (try? ModelGolden("vae").rows) ?? []

  @Test func hasRows() { #expect(Self.rows.count >= 15) }

  @Test(arguments: rows) func agreesWithDiffusers(_ row: ModelRow) throws {
    let store = try row.weights(rules: AutoencoderKL<Float>.weightRules)
    try check(row, AutoencoderKL<Double>(row.config, store.scope()))
    try check(row, AutoencoderKL<Float>(row.config, store.scope()))
    try store.audit()
    #expect(row.config.unreadKeys() == [])
  }

  private func check<Scalar>(_ row: ModelRow, _ model: AutoencoderKL<Scalar>) throws {
    var model = model
    model.useTiling = row.has("tiling")
    model.useSlicing = row.has("slicing")
    let posterior = try model.encode(try #require(row.input("picture", Scalar.self)))
    let sample = posterior.sample { shape in
      Recipe.numbers(row.name, "noise", shape, exponent: 1).widened()
    }
    try row.expect(posterior.parameters, "moments")
    try row.expect(posterior.logvar, "logvar")
    try row.expect(sample, "latents")
    #expect(posterior.mode().values == posterior.mean.values)
    let latents = try #require(row.input("latents", Scalar.self))
    try row.expect(try model.decode(latents), "decoded")
  }

  @Test func answersForItsOptions() throws {
    let row = try #require(Self.rows.first { $0.name == "without-quantisation" })
    let configuration = try AutoencoderKLConfiguration(row.config)
    let space = configuration.latentSpace
    #expect(space.scalingFactor == 1.5305)
    #expect(space.shiftFactor == 0.0609)
    #expect(!configuration.forceUpcast)
    #expect(space.scaleFactor == 2)
    #expect(space.channels == 16)
    let other = try #require(Self.rows.first { $0.name == "without-attention" })
    let statistics = try AutoencoderKLConfiguration(other.config).latentSpace
    #expect(statistics.mean == [0.1, 0.2, 0.3, 0.4])
    #expect(statistics.std == [1, 2, 3, 4])
  }

  @Test func refusesOtherChannels() throws {
    let row = try #require(Self.rows.first)
    let model = try AutoencoderKL<Float>(
      row.config, try row.weights(rules: AutoencoderKL<Float>.weightRules).scope())
    #expect(
      throws: PythonError(
        type: .runtimeError,
        message:
          "Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 4, 8, 8] to have 3 "
          + "channels, but got 4 channels instead")
    ) { try model.encode(.zeros([1, 4, 8, 8])) }
    #expect(
      throws: PythonError(
        type: .runtimeError,
        message:
          "Given groups=1, weight of size [4, 4, 1, 1], expected input[1, 3, 8, 8] to have 4 "
          + "channels, but got 3 channels instead")
    ) { try model.decode(.zeros([1, 3, 8, 8])) }
  }
}
