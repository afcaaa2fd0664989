import Checkpoints
import Layers
import Tensors

/// What conditions the blocks of a model: the vector of timestep and pooled text, and the text.
struct SD3Conditioning<Scalar: TensorScalar>: Sendable {
  private let configuration: SD3Configuration
  private let timeTextEmbed: CombinedTimestepTextProjEmbeddings<Scalar>
  private let contextEmbedder: Linear<Scalar>?

  init(_ weights: WeightScope<Scalar>, _ configuration: SD3Configuration) {
    self.configuration = configuration
    timeTextEmbed = CombinedTimestepTextProjEmbeddings(
      weights["time_text_embed"], configuration.size,
      pooledProjectionDim: configuration.pooledProjectionDim)
    contextEmbedder = configuration.jointAttentionDim.map {
      Linear(weights["context_embedder"], $0, configuration.captionProjectionDim)
    }
  }

  /// Whether the model looks at a text.
  var hasText: Bool { contextEmbedder != nil }

  /// The vector of the blocks' modulations, `[N, size]`: a single row of latents or of `pooled` meets
  /// several of the other.
  func vector(
    _ timestep: Double, _ pooled: Tensor<Scalar>, batch: Int
  ) throws -> Tensor<Scalar> {
    guard pooled.rank == 2 else {
      throw PythonError(
        type: .runtimeError,
        message: "pooled_projections of shape \(pooled.shape) do not fit: expected [\(batch),"
          + " \(configuration.pooledProjectionDim)]")
    }
    try checkProduct(pooled, configuration.pooledProjectionDim, configuration.size)
    try requireBroadcastable([batch], [pooled.extent(0)])
    let timesteps = Tensor([Scalar(timestep)]).expanded(to: [batch])
    return try timeTextEmbed(timesteps, pooled)
  }

  /// The text's tokens as the blocks see them, `[rows, S, size]`; `states` may have a single row.
  ///
  /// - Parameter rows: The number of rows of `vector`.
  func context(_ states: Tensor<Scalar>, rows: Int) throws -> Tensor<Scalar>? {
    guard let contextEmbedder, let inputs = configuration.jointAttentionDim else { return nil }
    guard states.rank == 3 else {
      throw PythonError(
        type: .runtimeError,
        message: "encoder_hidden_states of shape \(states.shape) do not fit: expected [\(rows),"
          + " tokens, \(inputs)]")
    }
    try checkProduct(states, inputs, configuration.captionProjectionDim)
    try requireBroadcastable([states.extent(0)], [rows])
    guard rows > 1 || states.extent(0) == 1 else {
      // torch takes all rows for one sequence until a block adds the attention's result.
      let tokens = states.extent(1)
      throw PythonError.sizes(tokens, states.extent(0) * tokens, dimension: 1)
    }
    let text = contextEmbedder(states)
    return text.expanded(to: [rows] + text.shape.dropFirst())
  }
}
