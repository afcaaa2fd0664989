/// x · weightᵀ + bias for x [..., in], weight [out, in] and bias [out], as `torch.nn.functional.linear`.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func linear<Scalar>(
  _ x: Tensor<Scalar>, _ weight: Tensor<Scalar>, _ bias: Tensor<Scalar>? = nil
) -> Tensor<Scalar> {
  let (outputs, inputs) = (weight.extent(0), weight.extent(1))
  precondition(x.extent(-1) == inputs, "a linear layer \(weight.shape) cannot take \(x.shape)")
  let timer = KernelTimer(
    "linear", [KernelProduct(rows: x.count / max(1, inputs), columns: outputs, terms: inputs)])
  defer { timer.stop() }
  let source = x.contiguous()
  let matrix = weight.matrixLayout == nil ? weight.contiguous() : weight
  let offset = bias?.contiguous()
  precondition(offset == nil || offset?.shape == [outputs], "a bias must be [\(outputs)]")
  var shape = x.shape
  shape[shape.count - 1] = outputs
  let result = Tensor<Scalar>(
    shape: shape, strides: Tensor<Scalar>.contiguousStrides(shape), offset: 0,
    storage: TensorStorage(count: shape.reduce(1, *)))
  guard result.count > 0 else { return result }
  let rows = result.count / outputs
  let target = result.storage.base
  if let layout = matrix.matrixLayout, !layout.isTransposed, rows <= thinRowLimit, inputs >= 64 {
    thinProduct(
      rows: rows, inputs: inputs, outputs: outputs, source.pointer, matrix.pointer,
      leading: layout.leading, offset?.pointer, target)
    withExtendedLifetime((source, matrix, offset)) {}
    return result
  }
  if let layout = matrix.matrixLayout, inputs > 0 {
    parallelGemm(
      m: rows, n: outputs, k: inputs, MatrixOperand(source.pointer, leading: inputs),
      MatrixOperand(
        matrix.pointer, leading: layout.leading, isTransposed: !layout.isTransposed),
      bias: offset.map { .columns($0.pointer) }, target, leading: outputs)
  } else {
    for row in 0..<rows {
      for output in 0..<outputs { target[row * outputs + output] = offset?.pointer[output] ?? 0 }
    }
  }
  withExtendedLifetime((source, matrix, offset)) {}
  return result
}
