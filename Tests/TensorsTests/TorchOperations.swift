import Testing

@testable import Tensors

/// The operation of a row on its inputs, nil if there is none of that name.
func torchResult<Scalar: TensorScalar>(
  _ row: TorchCase, _ inputs: [Tensor<Scalar>]
) throws -> Tensor<Scalar>? {
  if row.operation.hasSuffix("_scalar"), let x = inputs.first {
    return scalarResult(row.operation, x, try row.number())
  }
  if inputs.count == 2, let result = binaryResult(row.operation, inputs[0], inputs[1]) {
    return result
  }
  if inputs.count == 1, let x = inputs.first {
    if let result = unaryResult(row.operation, x) ?? activationResult(row.operation, x) {
      return result
    }
    if let result = try reductionResult(row, x) ?? arrangementResult(row, x) { return result }
  }
  return try assemblyResult(row, inputs) ?? layerResult(row, inputs)
}

private func scalarResult<Scalar>(
  _ operation: String, _ x: Tensor<Scalar>, _ value: Scalar
) -> Tensor<Scalar>? {
  switch operation {
  case "add_scalar": x + value
  case "sub_scalar": x - value
  case "mul_scalar": x * value
  case "div_scalar": x / value
  case "rsub_scalar": value - x
  case "rdiv_scalar": value / x
  case "maximum_scalar": maximum(x, Tensor(scalar: value))
  case "minimum_scalar": minimum(x, Tensor(scalar: value))
  case "gt_scalar": x.greater(value)
  case "ge_scalar": x.greaterOrEqual(value)
  case "lt_scalar": x.less(value)
  case "le_scalar": x.lessOrEqual(value)
  case "eq_scalar": x.equal(value)
  case "ne_scalar": x.notEqual(value)
  case "pow_scalar": x.pow(value)
  default: nil
  }
}

private func binaryResult<Scalar>(
  _ operation: String, _ a: Tensor<Scalar>, _ b: Tensor<Scalar>
) -> Tensor<Scalar>? {
  switch operation {
  case "add": a + b
  case "sub": a - b
  case "mul": a * b
  case "div": a / b
  case "maximum": maximum(a, b)
  case "minimum": minimum(a, b)
  case "gt": a.greater(b)
  case "ge": a.greaterOrEqual(b)
  case "lt": a.less(b)
  case "le": a.lessOrEqual(b)
  case "eq": a.equal(b)
  case "ne": a.notEqual(b)
  case "pow": a.pow(b)
  case "matmul": matmul(a, b)
  default: nil
  }
}

private func unaryResult<Scalar>(_ operation: String, _ x: Tensor<Scalar>) -> Tensor<Scalar>? {
  switch operation {
  case "exp": x.exp()
  case "log": x.log()
  case "sqrt": x.sqrt()
  case "rsqrt": x.rsqrt()
  case "sin": x.sin()
  case "cos": x.cos()
  case "tanh": x.tanh()
  case "erf": x.erf()
  case "abs": x.abs()
  case "sign": x.sign()
  case "square": x.squared()
  case "reciprocal": x.reciprocal()
  case "round": x.rounded()
  case "floor": x.floor()
  case "ceil": x.ceil()
  case "trunc": x.truncated()
  case "neg": -x
  case "contiguous": x.contiguous()
  default: nil
  }
}

private func activationResult<Scalar>(_ operation: String, _ x: Tensor<Scalar>) -> Tensor<Scalar>? {
  switch operation {
  case "sigmoid": x.sigmoid()
  case "silu": x.silu()
  case "gelu": x.gelu()
  case "gelu_tanh": x.geluTanh()
  case "quick_gelu": x.quickGELU()
  case "relu": x.relu()
  case "relu6": x.relu6()
  case "mish": x.mish()
  case "softplus": x.softplus()
  case "hardswish": x.hardSwish()
  case "elu": x.elu()
  case "leaky_relu": x.leakyReLU()
  default: nil
  }
}

private func reductionResult<Scalar: TensorScalar>(
  _ row: TorchCase, _ x: Tensor<Scalar>
) throws -> Tensor<Scalar>? {
  let keep = row.keepdim ?? false
  switch row.operation {
  case "sum": return x.sum(try row.dimensions(), keepDimensions: keep)
  case "mean": return x.mean(try row.dimensions(), keepDimensions: keep)
  case "amax": return x.maximum(try row.dimensions(), keepDimensions: keep)
  case "amin": return x.minimum(try row.dimensions(), keepDimensions: keep)
  case "var": return x.variance(try row.dimensions(), keepDimensions: keep)
  case "var_biased":
    return x.variance(try row.dimensions(), unbiased: false, keepDimensions: keep)
  case "std": return x.standardDeviation(try row.dimensions(), keepDimensions: keep)
  case "argmax": return Tensor(x.argmax(try row.dimension()).map { Scalar($0) })
  case "quantile": return x.quantile(try row.number())
  case "cumsum": return x.cumulativeSum()
  case "cumprod": return x.cumulativeProduct()
  case "softmax": return x.softmax(try row.dimension())
  default: return nil
  }
}

private func arrangementResult<Scalar: TensorScalar>(
  _ row: TorchCase, _ x: Tensor<Scalar>
) throws -> Tensor<Scalar>? {
  switch row.operation {
  case "clamp": return x.clamped(Scalar(try #require(row.low)), Scalar(try #require(row.high)))
  case "powers": return Tensor.powers(of: try row.number(), x)
  case "repeat": return x.tiled(try #require(row.times))
  case "repeat_interleave":
    return x.repeatInterleaved(try row.dimension(), try #require(row.times?.first))
  case "flip": return try row.dimensions().reduce(x) { $0.flipped($1) }
  case "roll": return x.rolled(try row.dimension(), by: try #require(row.times?.first))
  case "index_select":
    let rows = try #require(row.times)
    return try row.dimension() == 0 ? x.gathered(rows: rows) : x.gathered(row.dimension(), rows)
  case "tril": return x.lowerTriangle(diagonal: Int(try #require(row.value).value))
  case "triu": return x.upperTriangle(diagonal: Int(try #require(row.value).value))
  default: return nil
  }
}

private func assemblyResult<Scalar: TensorScalar>(
  _ row: TorchCase, _ inputs: [Tensor<Scalar>]
) throws -> Tensor<Scalar>? {
  switch row.operation {
  case "cat": return Tensor.concatenated(inputs, try row.dimension())
  case "stack": return Tensor.stacked(inputs, try row.dimension())
  case "where": return Tensor.where(condition: inputs[0], inputs[1], inputs[2])
  case "masked_fill": return inputs[0].maskedFill(inputs[1], try row.number())
  case "scaled_sum":
    return scaledSum(Array(zip(try #require(row.scales).map { Scalar($0) }, inputs)))
  case "linspace":
    return Tensor.linspace(
      Scalar(try #require(row.low)), Scalar(try #require(row.high)), try #require(row.count))
  case "arange":
    return Tensor.arange(
      Scalar(try #require(row.low)), Scalar(try #require(row.high)), step: try row.number())
  default: return nil
  }
}

private func layerResult<Scalar: TensorScalar>(
  _ row: TorchCase, _ inputs: [Tensor<Scalar>]
) throws -> Tensor<Scalar>? {
  let x = try #require(inputs.first)
  let weight = inputs.count > 1 ? inputs[1] : nil
  let bias = inputs.count > 2 ? inputs[2] : nil
  let eps = Scalar(row.eps ?? 0)
  switch row.operation {
  case "linear": return linear(x, inputs[1], bias)
  case "attention":
    return scaledDotProductAttention(
      x, inputs[1], inputs[2], mask: inputs.count > 3 ? inputs[3] : nil,
      isCausal: row.is_causal ?? false, scale: row.scale.map { Scalar($0) })
  case "group_norm":
    return groupNorm(
      x, groups: try #require(row.groups), weight: weight, bias: bias, eps: eps,
      activation: row.silu == true ? .silu : .none)
  case "layer_norm":
    let size = x.shape.suffix(try #require(row.count)).reduce(1, *)
    return layerNorm(x, size: size, weight: weight, bias: bias, eps: eps)
  case "rms_norm": return rmsNorm(x, weight: weight, eps: eps)
  default: return nil
  }
}
