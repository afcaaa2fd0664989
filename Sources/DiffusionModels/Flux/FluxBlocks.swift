import Checkpoints
import Layers
import Tensors

/// What the adaptive norms of all blocks do with their tokens in one call.
struct FluxModulations<Scalar: TensorScalar>: Sendable {
  /// Six rows for the picture, for each block.
  let image: [Modulation<Scalar>]
  /// Six rows for the text, for each block.
  let text: [Modulation<Scalar>]
  /// Three rows for each single block.
  let single: [Modulation<Scalar>]
}

/// A place behind a block, where a ControlNet reads and a transformer adds.
enum FluxPlace {
  /// Behind a block of two streams.
  case block(Int)
  /// Behind a block of one stream.
  case singleBlock(Int)
}

/// The blocks of a transformer: first those with two streams of tokens, then those with one.
struct FluxBlocks<Scalar: TensorScalar>: Sendable {
  private let blocks: [FluxTransformerBlock<Scalar>]
  private let singleBlocks: [FluxSingleTransformerBlock<Scalar>]

  /// Reads `transformer_blocks` and `single_transformer_blocks`.
  init(_ weights: WeightScope<Scalar>, _ configuration: FluxConfiguration) {
    let (heads, headDim) = (configuration.heads, configuration.headDim)
    blocks = (0..<configuration.layers).map {
      FluxTransformerBlock(weights["transformer_blocks"][$0], heads: heads, headDim: headDim)
    }
    singleBlocks = (0..<configuration.singleLayers).map {
      FluxSingleTransformerBlock(
        weights["single_transformer_blocks"][$0], heads: heads, headDim: headDim)
    }
  }

  /// The picture's tokens behind all blocks.
  ///
  /// - Parameter replace: Sees the picture's tokens behind every block; where it returns others, the
  ///   next block gets those.
  func callAsFunction(
    _ tokens: consuming FluxTokens<Scalar>, _ modulations: FluxModulations<Scalar>,
    _ context: FluxContext<Scalar>,
    replace: (FluxPlace, Tensor<Scalar>) throws -> Tensor<Scalar>?
  ) rethrows -> Tensor<Scalar> {
    for (index, block) in blocks.enumerated() {
      block(&tokens, image: modulations.image[index], text: modulations.text[index], context)
      if let image = try replace(.block(index), tokens.image) { tokens.image = image }
    }
    let lengths = [tokens.text.extent(1), tokens.image.extent(1)]
    var joined = (consume tokens).joined()
    for (index, block) in singleBlocks.enumerated() {
      joined = block(consume joined, modulations.single[index], context)
      let parts = joined.split(lengths, 1)
      if let image = try replace(.singleBlock(index), parts[1]) {
        joined = .concatenated([parts[0], image], 1)
      }
    }
    return joined.split(lengths, 1)[1]
  }
}

/// The linear layers of Flux's adaptive norms, which Chroma's transformer does without.
struct FluxModulationLayers<Scalar: TensorScalar>: Sendable {
  private let image: [AdaptiveModulation<Scalar>]
  private let text: [AdaptiveModulation<Scalar>]
  private let single: [AdaptiveModulation<Scalar>]

  init(_ weights: WeightScope<Scalar>, _ configuration: FluxConfiguration) {
    let size = configuration.innerDim
    let blocks = (0..<configuration.layers).map { weights["transformer_blocks"][$0] }
    image = blocks.map { AdaptiveModulation($0["norm1"], size, rows: 6) }
    text = blocks.map { AdaptiveModulation($0["norm1_context"], size, rows: 6) }
    single = (0..<configuration.singleLayers).map {
      AdaptiveModulation(weights["single_transformer_blocks"][$0]["norm"], size, rows: 3)
    }
  }

  /// `embedding`: `[N, C]`.
  func callAsFunction(_ embedding: Tensor<Scalar>) -> FluxModulations<Scalar> {
    FluxModulations(
      image: image.map { $0(embedding) }, text: text.map { $0(embedding) },
      single: single.map { $0(embedding) })
  }
}
