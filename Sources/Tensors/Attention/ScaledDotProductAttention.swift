/// softmax(query · keyᵀ · scale + mask) · value for query [B, H, L, D], key [B, H, S, D], value [B, H, S, E],
/// as `torch.nn.functional.scaled_dot_product_attention`.
///
/// - Parameters:
///   - mask: added to the scores, broadcastable to [B, H, L, S]; -∞ excludes a key. A query that may see no
///     key at all gets 0, as in torch.
///   - isCausal: whether query i sees only the keys up to i.
///   - scale: 1 / √D if nil.
/// - Returns: [B, H, L, E], laid out so that transposing it to [B, L, H, E] leaves no gaps.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func scaledDotProductAttention<Scalar>(
  _ query: Tensor<Scalar>, _ key: Tensor<Scalar>, _ value: Tensor<Scalar>,
  mask: Tensor<Scalar>? = nil, isCausal: Bool = false, scale: Scalar? = nil
) -> Tensor<Scalar> {
  precondition(
    query.rank == 4 && key.rank == 4 && value.rank == 4, "attention needs [B, H, L, D] tensors")
  let (batch, heads, queries, size) = (
    query.shape[0], query.shape[1], query.shape[2], query.shape[3]
  )
  let (keys, valueSize) = (key.shape[2], value.shape[3])
  precondition(
    key.shape == [batch, heads, keys, size] && value.shape == [batch, heads, keys, valueSize],
    "attention cannot combine \(query.shape), \(key.shape) and \(value.shape)")
  let timer = KernelTimer(
    "attention",
    [
      KernelProduct(rows: queries, columns: keys, terms: size, count: batch * heads),
      KernelProduct(rows: queries, columns: valueSize, terms: keys, count: batch * heads),
    ])
  defer { timer.stop() }
  let result = Tensor<Scalar>(
    shape: [batch, queries, heads, valueSize],
    strides: Tensor<Scalar>.contiguousStrides([batch, queries, heads, valueSize]), offset: 0,
    storage: TensorStorage(count: batch * queries * heads * valueSize))
  let view = result.transposed(1, 2)
  guard result.count > 0 else { return view }
  let (q, k, v) = (query.withUnitRows(), key.withUnitRows(), value.withUnitRows())
  let fault = KernelFault.active
  let mask = fault == .noAttentionMask ? nil : mask
  let scale = fault == .noAttentionScale ? 1 : scale ?? 1 / Scalar(size).squareRoot()
  let bias = mask.map { $0.expanded(to: [batch, heads, queries, keys]) }
  let problem = AttentionProblem(
    query: AttentionOperand(q), key: AttentionOperand(k), value: AttentionOperand(v),
    mask: bias.map(AttentionOperand.init), queries: queries, keys: keys, size: size,
    valueSize: valueSize, scale: scale, isCausal: isCausal && fault != .noCausalMask)
  let target = result.storage.base
  if let wide = WideAttention(problem, batch: batch, heads: heads, target) {
    wide.perform()
  } else {
    problem.perform(batch: batch, heads: heads, target)
  }
  withExtendedLifetime((q, k, v, bias)) {}
  return view
}

extension Tensor {
  /// This [B, H, L, D] tensor, copied only if the elements of a row are not neighbours.
  fileprivate func withUnitRows() -> Tensor {
    (strides[3] == 1 || shape[3] == 1) && (strides[2] >= shape[3] || shape[2] == 1)
      ? self : contiguous()
  }
}
