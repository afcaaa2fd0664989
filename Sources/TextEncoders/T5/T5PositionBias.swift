import Checkpoints
import Layers
import Tensors

/// What the distance of two tokens adds to their score, one learned number for each head and bucket of
/// distances.
struct T5PositionBias<Scalar: TensorScalar>: Sendable {
  private let table: Embedding<Scalar>
  private let bucketCount: Int
  private let maxDistance: Int

  init(_ weights: WeightScope<Scalar>, _ configuration: T5Configuration) {
    table = Embedding(weights, configuration.bucketCount, configuration.headCount)
    bucketCount = configuration.bucketCount
    maxDistance = configuration.maxDistance
  }

  /// The bias of all pairs of `length` tokens, `[1, heads, length, length]`.
  func callAsFunction(_ length: Int) -> Tensor<Scalar> {
    let buckets = ((1 - length)..<length).map {
      Self.bucket($0, count: bucketCount, maxDistance: maxDistance)
    }
    // Every row of pairs holds the same distances, one place further left.
    let byDistance = table(buckets).transposed(0, 1)
    let rows = (0..<length).map { query in
      byDistance.narrowed(1, (length - 1 - query)..<(2 * length - 1 - query))
    }
    return Tensor.stacked(rows, 1).unsqueezed(0)
  }

  /// The bucket of a key `distance` tokens after the query, as `_relative_position_bucket`: half of the
  /// buckets are for each direction, the first half of these for one distance each, the others for
  /// logarithmically growing ranges up to `maxDistance`.
  static func bucket(_ distance: Int, count: Int, maxDistance: Int) -> Int {
    let half = count / 2
    let exact = half / 2
    let start = distance > 0 ? half : 0
    let distance = abs(distance)
    if distance < exact { return start + distance }
    // Rounded as torch rounds it in `Scalar`.
    let share = Scalar.log(Scalar(distance) / Scalar(exact))
    let range = Scalar(Double.log(Double(maxDistance) / Double(exact)))
    let bucket = Int(share / range * Scalar(half - exact))
    return start + min(exact + bucket, half - 1)
  }
}
