import Checkpoints
import Layers
import Tensors

/// The sum of the embeddings of a timestep, of a pooled text and, where a model has one, of a guidance
/// scale.
///
/// Upstream's `CombinedTimestepTextProjEmbeddings` and `CombinedTimestepGuidanceTextProjEmbeddings`.
struct CombinedTimestepTextProjEmbeddings<Scalar: TensorScalar>: Sendable {
  private let timestepEmbedder: TimestepEmbedding<Scalar>
  private let guidanceEmbedder: TimestepEmbedding<Scalar>?
  private let textEmbedder: PixArtAlphaTextProjection<Scalar>
  private let timeProj = Timesteps<Scalar>(channels: 256, flipSinToCos: true, freqShift: 0)

  init(
    _ weights: WeightScope<Scalar>, _ size: Int, pooledProjectionDim: Int, guidance: Bool = false
  ) {
    timestepEmbedder = TimestepEmbedding(weights["timestep_embedder"], 256, size)
    guidanceEmbedder =
      guidance ? TimestepEmbedding(weights["guidance_embedder"], 256, size) : nil
    textEmbedder = PixArtAlphaTextProjection(
      weights["text_embedder"], pooledProjectionDim, size, activation: .silu)
  }

  /// - Parameters:
  ///   - timestep: `[N]`.
  ///   - guidance: `[N]` or `[1]`, for a model that was trained with guidance.
  ///   - pooledProjection: `[N, pooledProjectionDim]`.
  /// - Returns: `[N, size]`.
  /// - Throws: Python's `TypeError` if guidance is missing or the model has no use for it; torch's
  ///   `RuntimeError` for other numbers of rows.
  func callAsFunction(
    _ timestep: Tensor<Scalar>, guidance: Tensor<Scalar>? = nil, _ pooledProjection: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    var embedding = timestepEmbedder(timeProj(timestep))
    switch (guidanceEmbedder, guidance) {
    case (let embedder?, let guidance?):
      embedding = try embedding.adding(embedder(timeProj(guidance)))
    case (nil, nil): break
    case (nil, _):
      throw PythonError.type(
        "CombinedTimestepTextProjEmbeddings.forward() takes 3 positional arguments but 4 were"
          + " given")
    case (_, nil):
      throw PythonError.missingArguments(
        ["pooled_projection"], of: "CombinedTimestepGuidanceTextProjEmbeddings.forward()")
    }
    return try embedding.adding(textEmbedder(pooledProjection))
  }
}
