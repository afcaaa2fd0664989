public import Checkpoints
import Layers
public import Tensors

/// A copy of the first blocks of Flux's transformer that looks at a picture and tells the transformer
/// what to add.
///
/// Upstream: `diffusers/models/controlnets/controlnet_flux.py`.
public struct FluxControlNetModel<Scalar: TensorScalar>: Sendable {
  /// The options that the model shares with the transformer.
  public let configuration: FluxConfiguration
  /// Whether the model was trained with guidance and must be told its scale.
  public var guidanceEmbeds: Bool { embeddings.guidanceEmbeds }
  /// Whether the model serves several kinds of pictures and must be told which one it gets.
  public var isUnion: Bool { modeEmbedder != nil }
  /// Whether the model looks at pixels, not at encoded pictures.
  public var hasInputHintBlock: Bool { inputHintBlock != nil }

  private let embeddings: FluxEmbeddings<Scalar>
  private let modulations: FluxModulationLayers<Scalar>
  private let blocks: FluxBlocks<Scalar>
  private let controlnetBlocks: [Linear<Scalar>]
  private let controlnetSingleBlocks: [Linear<Scalar>]
  private let modeEmbedder: Embedding<Scalar>?
  private let inputHintBlock: ControlNetConditioningEmbedding<Scalar>?
  private let controlnetXEmbedder: Linear<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: A `CheckpointError` that names the key of an impossible value.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    let configuration = try FluxConfiguration(config)
    self.configuration = configuration
    let size = configuration.innerDim
    embeddings = try FluxEmbeddings(config, configuration, weights)
    modulations = FluxModulationLayers(weights, configuration)
    blocks = FluxBlocks(weights, configuration)
    func projections(_ name: String, _ count: Int) -> [Linear<Scalar>] {
      (0..<count).map { Linear(weights[name][$0], size, size) }
    }
    controlnetBlocks = projections("controlnet_blocks", configuration.layers)
    controlnetSingleBlocks = projections("controlnet_single_blocks", configuration.singleLayers)
    modeEmbedder = try config.optionalSize("num_mode").map {
      Embedding(weights["controlnet_mode_embedder"], $0, size)
    }
    inputHintBlock = try config.optionalSize("conditioning_embedding_channels").map {
      ControlNetConditioningEmbedding(
        weights["input_hint_block"], 3, $0, channels: [16, 16, 16, 16])
    }
    controlnetXEmbedder = Linear(
      weights["controlnet_x_embedder"], configuration.inChannels, size)
  }

  /// What to add to a transformer.
  ///
  /// - Parameters:
  ///   - hiddenStates: The latents' tokens, `[N, L, in_channels]`.
  ///   - controlnetCond: The encoded picture's tokens, `[N, L, in_channels]`, or for a model with an
  ///     input hint block, the picture `[N, 3, H, W]`.
  ///   - controlnetMode: The kind of picture for each sample, for a union.
  ///   - conditioningScale: A factor of everything.
  ///   - encoderHiddenStates: The text, `[N, S, joint_attention_dim]`.
  ///   - pooledProjections: The text as one vector, `[N, pooled_projection_dim]`.
  ///   - timestep: The time in 0…1, `[N]`.
  ///   - imgIds: The places of the latents' tokens, `[L, 3]`.
  ///   - txtIds: The places of the text's tokens, `[S, 3]`.
  ///   - guidance: The guidance scale, `[N]`, for a model with `guidance_embeds`.
  /// - Throws: What diffusers or torch raise for inputs that are missing or do not fit.
  public func callAsFunction(
    _ hiddenStates: Tensor<Scalar>, controlnetCond: Tensor<Scalar>, controlnetMode: [Int]? = nil,
    conditioningScale: Double = 1, encoderHiddenStates: Tensor<Scalar>,
    pooledProjections: Tensor<Scalar>, timestep: Tensor<Scalar>, imgIds: Tensor<Scalar>,
    txtIds: Tensor<Scalar>, guidance: Tensor<Scalar>? = nil
  ) throws -> FluxControlNetResiduals<Scalar> {
    let image = try embeddings.image(hiddenStates)
      .adding(try controlnetXEmbedder.checked(try hint(controlnetCond)))
    let embedding = try embeddings.time(timestep, guidance, pooledProjections)
    var text = try embeddings.text(encoderHiddenStates)
    var places = txtIds
    if let modeEmbedder {
      text = try Self.joined(try mode(controlnetMode, modeEmbedder), text)
      places = .concatenated([txtIds[0..<1], txtIds])
    }
    let tokens = try FluxTokens(
      text: consume text, image: consume image, rows: embedding.extent(0),
      places: places.extent(0) + imgIds.extent(0))
    let rotary = configuration.rotary(places, imgIds)
    var residuals: [Tensor<Scalar>] = []
    var singleResiduals: [Tensor<Scalar>] = []
    _ = blocks(
      consume tokens, modulations(embedding), FluxContext(rotary: rotary)
    ) { place, image in
      switch place {
      case .block(let index): residuals.append(controlnetBlocks[index](image))
      case .singleBlock(let index): singleResiduals.append(controlnetSingleBlocks[index](image))
      }
      return nil
    }
    return FluxControlNetResiduals(
      blocks: residuals, singleBlocks: singleResiduals, scale: Scalar(conditioningScale))
  }

  /// The picture as tokens, whatever it comes as.
  private func hint(_ picture: Tensor<Scalar>) throws -> Tensor<Scalar> {
    guard let inputHintBlock else { return picture }
    try checkConvolution(picture, weight: inputHintBlock.inputWeight)
    let features = inputHintBlock(picture)
    let patch = configuration.patchSize
    let (height, width) = (features.extent(2) / patch, features.extent(3) / patch)
    return features.reshaped([features.extent(0), -1, height, patch, width, patch])
      .permuted([0, 2, 4, 1, 3, 5]).reshaped([features.extent(0), height * width, -1])
  }

  /// The modes' tokens in front of the text's.
  private static func joined(
    _ modes: Tensor<Scalar>, _ text: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    guard modes.extent(0) == text.extent(0) else {
      throw PythonError.unequalRows(modes.extent(0), text.extent(0))
    }
    return .concatenated([modes, text], 1)
  }

  /// The tokens `[N, 1, C]` that stand for the modes.
  private func mode(_ modes: [Int]?, _ embedder: Embedding<Scalar>) throws -> Tensor<Scalar> {
    guard let modes else {
      throw PythonError.value(
        "`controlnet_mode` cannot be `None` when applying ControlNet-Union")
    }
    guard modes.allSatisfy((0..<embedder.weight.extent(0)).contains) else {
      throw PythonError(type: .indexError, message: "index out of range in self")
    }
    return embedder(modes).unsqueezed(1)
  }
}

extension FluxControlNetResiduals {
  /// Residuals times `scale`.
  init(blocks: [Tensor<Scalar>], singleBlocks: [Tensor<Scalar>], scale: Scalar) {
    self.init(
      blocks: blocks.isEmpty ? nil : blocks.map { $0 * scale },
      singleBlocks: singleBlocks.isEmpty ? nil : singleBlocks.map { $0 * scale })
  }
}
