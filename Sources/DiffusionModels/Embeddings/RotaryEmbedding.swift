import Checkpoints
import Tensors

/// The cosines and sines that turn pairs of neighbouring features by an angle that grows with the
/// position of their token.
///
/// Su et al., "RoFormer" (arXiv 2104.09864); upstream's `get_1d_rotary_pos_embed` with
/// `repeat_interleave_real` and `apply_rotary_emb` with `use_real_unbind_dim=-1`.
struct RotaryEmbedding<Scalar: TensorScalar>: Sendable {
  /// `[L, D]`, each twice.
  let cosines: Tensor<Scalar>
  /// `[L, D]`, each twice.
  let sines: Tensor<Scalar>

  /// The angles of several axes side by side.
  ///
  /// They are computed in `Double` whatever the arithmetic, as upstream does.
  ///
  /// - Parameters:
  ///   - ids: The positions, `[L, axes]`.
  ///   - sizes: The number of features for each axis, each even.
  init(ids: Tensor<Scalar>, sizes: [Int], theta: Double = 10000) {
    let positions = ids.converted(to: Double.self)
    let angles = sizes.enumerated().map { axis, size in
      let frequencies = stride(from: 0, to: size, by: 2).map { index in
        1 / Double.pow(theta, Double(index) / Double(size))
      }
      return positions.narrowed(1, axis..<(axis + 1)) * Tensor(frequencies).unsqueezed(0)
    }
    let all = Tensor.concatenated(angles, 1)
    cosines = all.cos().repeatInterleaved(1, 2).converted(to: Scalar.self)
    sines = all.sin().repeatInterleaved(1, 2).converted(to: Scalar.self)
  }

  /// `x`: `[N, L, heads, D]`.
  func callAsFunction(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
    x.rotated(cosines: cosines, sines: sines)
  }
}
