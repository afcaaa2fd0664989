public import Checkpoints
import Layers
public import Tensors

/// What CLIP's vision models return.
public struct CLIPVisionOutput<Scalar: TensorScalar>: Sendable {
  /// `last_hidden_state`: `[B, 1 + patches, hidden]`, not normalised.
  public let lastHiddenState: Tensor<Scalar>
  /// `pooler_output`: `[B, hidden]`, the normalised state of the class token.
  public let poolerOutput: Tensor<Scalar>
  /// `hidden_states`: `[B, 1 + patches, hidden]` before the first layer and after each one.
  public let hiddenStates: [Tensor<Scalar>]
  /// `image_embeds`: `[B, projection]`, from the model with a projection only.
  public let imageEmbeds: Tensor<Scalar>?
}

/// CLIP's picture encoder: `CLIPVisionModel` of transformers, with its weight names.
///
/// A. Radford et al.: Learning Transferable Visual Models From Natural Language Supervision (2021).
public struct CLIPVisionModel<Scalar: TensorScalar>: Sendable {
  /// What the model was built from.
  public let configuration: CLIPVisionConfiguration
  private let transformer: CLIPVisionTransformer<Scalar>

  /// Builds the model that `config` describes from the weights of its folder.
  ///
  /// - Throws: an error about the configuration; problems of weights are left to the store's audit.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try CLIPVisionConfiguration(config)
    transformer = CLIPVisionTransformer(weights["vision_model"], configuration)
  }

  /// Encodes pictures `[B, channels, image size, image size]`, normalised by the feature extractor.
  ///
  /// - Throws: upstream's `ValueError` about pictures of another size.
  public func callAsFunction(_ pixels: Tensor<Scalar>) throws -> CLIPVisionOutput<Scalar> {
    try transformer(pixels)
  }
}

/// CLIP's picture encoder with a projection of the pooled state: `CLIPVisionModelWithProjection`.
public struct CLIPVisionModelWithProjection<Scalar: TensorScalar>: Sendable {
  /// What the model was built from.
  public let configuration: CLIPVisionConfiguration
  private let transformer: CLIPVisionTransformer<Scalar>
  private let projection: Linear<Scalar>

  /// Builds the model that `config` describes from the weights of its folder.
  ///
  /// - Throws: an error about the configuration; problems of weights are left to the store's audit.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try CLIPVisionConfiguration(config)
    transformer = CLIPVisionTransformer(weights["vision_model"], configuration)
    projection = Linear(
      weights["visual_projection"], configuration.tower.hiddenSize,
      configuration.tower.projectionSize, bias: false)
  }

  /// Encodes pictures `[B, channels, image size, image size]`; the output has `imageEmbeds`.
  ///
  /// - Throws: upstream's `ValueError` about pictures of another size.
  public func callAsFunction(_ pixels: Tensor<Scalar>) throws -> CLIPVisionOutput<Scalar> {
    let output = try transformer(pixels)
    return CLIPVisionOutput(
      lastHiddenState: output.lastHiddenState, poolerOutput: output.poolerOutput,
      hiddenStates: output.hiddenStates, imageEmbeds: projection(output.poolerOutput))
  }
}

/// CLIP's vision tower: patches, a class token and places, a normalisation, the encoder.
struct CLIPVisionTransformer<Scalar: TensorScalar>: Sendable {
  private let configuration: CLIPVisionConfiguration
  private let classEmbedding: Tensor<Scalar>
  private let patches: Conv2d<Scalar>
  private let positions: Embedding<Scalar>
  private let firstNorm: LayerNorm<Scalar>
  private let encoder: CLIPEncoder<Scalar>
  private let lastNorm: LayerNorm<Scalar>

  init(_ weights: WeightScope<Scalar>, _ configuration: CLIPVisionConfiguration) {
    self.configuration = configuration
    let width = configuration.tower.hiddenSize
    let epsilon = configuration.tower.epsilon
    let embeddings = weights["embeddings"]
    classEmbedding = embeddings.tensor("class_embedding", [width])
    patches = Conv2d(
      embeddings["patch_embedding"], configuration.channels, width,
      kernel: configuration.patchSize, stride: configuration.patchSize, bias: false)
    positions = Embedding(embeddings["position_embedding"], configuration.positionCount, width)
    embeddings.ignore("position_ids")
    // The name is upstream's spelling.
    firstNorm = LayerNorm(weights["pre_layrnorm"], width, epsilon: epsilon)
    encoder = CLIPEncoder(weights["encoder"], configuration.tower)
    lastNorm = LayerNorm(weights["post_layernorm"], width, epsilon: epsilon)
  }

  func callAsFunction(_ pixels: Tensor<Scalar>) throws -> CLIPVisionOutput<Scalar> {
    let size = configuration.imageSize
    let (batch, height, width) = (pixels.shape[0], pixels.shape[2], pixels.shape[3])
    guard height == size, width == size else {
      throw PythonError(
        type: .valueError,
        message: "Input image size (\(height)*\(width)) doesn't match model (\(size)*\(size)).")
    }
    let classes = classEmbedding.expanded(to: [batch, 1, configuration.tower.hiddenSize])
    let tokens = Tensor.concatenated([classes, patches(pixels).flattened(2).transposed(1, 2)], 1)
    let states = encoder(firstNorm(tokens + positions.weight))
    let last = states[states.count - 1]
    return CLIPVisionOutput(
      lastHiddenState: last, poolerOutput: lastNorm(last.selected(1, 0)), hiddenStates: states,
      imageEmbeds: nil)
  }
}
