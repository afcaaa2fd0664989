import Checkpoints
import Tensors
import Testing

@testable import DiffusionModels

/// What Flux's models make of inputs that do not fit, and of configurations that cannot be.
struct FluxCallTests {
  private static func row(_ name: String) throws -> ModelRow {
    let rows = FluxModelTests.transformers + FluxModelTests.controlNets + FluxModelTests.chroma
    return try #require(rows.first { $0.name == name })
  }

  private func message(_ body: () throws -> Any) -> String {
    do {
      return "\(try body())"
    } catch {
      return "\(error)"
    }
  }

  /// The transformer `schnell` called with the given extents.
  private func transformer(
    batch: Int = 1, tokens: Int = 4, features: Int = 8, texts: Int = 1, text: Int = 3,
    pooled: Int = 1, guidance: Tensor<Double>? = nil
  ) throws -> Tensor<Double> {
    let row = try Self.row("schnell")
    let model = try FluxTransformer2DModel<Double>(row.config, row.weights().scope())
    return try model(
      .ones([batch, tokens, features]), encoderHiddenStates: .ones([texts, text, 10]),
      pooledProjections: .ones([pooled, 6]), timestep: .ones([batch]), imgIds: .ones([4, 3]),
      txtIds: .ones([3, 3]), guidance: guidance)
  }

  @Test func saysWhatDoesNotFit() {
    #expect(
      message { try transformer(features: 7) }
        == "RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x7 and 8x24)")
    #expect(
      message { try transformer(tokens: 5) }
        == "RuntimeError: The size of tensor a (8) must match the size of tensor b (7) at "
        + "non-singleton dimension 1")
    #expect(
      message { try transformer(batch: 2, texts: 3) }
        == "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at "
        + "non-singleton dimension 0")
    #expect(
      message { try transformer(texts: 2) }
        == "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 2 but got"
        + " size 1 for tensor number 1 in the list.")
    #expect(
      message { try transformer(batch: 2, pooled: 3) }
        == "RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at "
        + "non-singleton dimension 0")
    #expect(
      message { try transformer(guidance: .ones([1])) }
        == "TypeError: CombinedTimestepTextProjEmbeddings.forward() takes 3 positional arguments but "
        + "4 were given")
  }

  @Test func letsOneRowMeetSeveral() throws {
    let both = try transformer(batch: 2)
    #expect(both.shape == [2, 4, 8])
    #expect((both[0] - both[1]).maxAbs() == 0)
    #expect((both[0] - (try transformer())[0]).maxAbs() < 1e-12)
  }

  @Test func addsUpTheResidualsOfSeveralControlNets() throws {
    let row = try Self.row("union")
    let net = try FluxControlNetModel<Double>(row.config, row.weights().scope())
    let pictures = [1.0, 0.5].map { Tensor(repeating: $0, shape: [1, 4, 8]) }
    func residual(_ mode: Int, _ picture: Int, _ scale: Double) throws -> Tensor<Double> {
      let residuals = try net(
        .ones([1, 4, 8]), controlnetCond: pictures[picture], controlnetMode: [mode],
        conditioningScale: scale, encoderHiddenStates: .ones([1, 3, 10]),
        pooledProjections: .ones([1, 6]), timestep: .ones([1]), imgIds: .ones([4, 3]),
        txtIds: .ones([3, 3]))
      return try #require(residuals.blocks)[1]
    }
    func sum(_ count: Int, _ scales: [Double]) throws -> Tensor<Double>? {
      let nets = FluxMultiControlNetModel(Array(repeating: net, count: count))
      return try nets(
        .ones([1, 4, 8]), controlnetCond: pictures, controlnetMode: [[1], [3]],
        conditioningScale: scales, encoderHiddenStates: .ones([1, 3, 10]),
        pooledProjections: .ones([1, 6]), timestep: .ones([1]), imgIds: .ones([4, 3]),
        txtIds: .ones([3, 3]))?.blocks?[1]
    }
    let both = try residual(1, 0, 0.5) + residual(3, 1, 2)
    // One model serves all pictures; of several, each serves one.
    for count in [1, 2] {
      #expect((try #require(try sum(count, [0.5, 2])) - both).maxAbs() < 1e-12)
      let first = try residual(1, 0, 0.5)
      #expect((try #require(try sum(count, [0.5])) - first).maxAbs() < 1e-12)
    }
    #expect(try sum(2, []) == nil)
    #expect(message { try residual(4, 0, 1) } == "IndexError: index out of range in self")
  }

  @Test func refusesAxesThatAreNoHead() throws {
    for axes in [[2, 2, 2], [4, 4], [3, 3, 2], [2, 2, 2, 2]] {
      let config = try Self.row("schnell").config.replacing([
        "axes_dims_rope": .array(axes.map { .int($0) })
      ])
      #expect(
        message { try FluxConfiguration(config) }
          == "config.json: \"axes_dims_rope\": expected three even numbers that add up to "
          + "`attention_head_dim`, 8")
    }
  }

  @Test func refusesAnOddApproximator() throws {
    let row = try Self.row("chroma")
    let config = row.config.replacing(["approximator_num_channels": 6])
    #expect(
      message { try ChromaTransformer2DModel<Float>(config, row.weights().scope()) }
        == "config.json: \"approximator_num_channels\": expected a multiple of 4, found 6")
  }
}
