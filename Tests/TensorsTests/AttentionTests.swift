import Testing

@testable import Tensors

/// Attention in blocks and panels against the plain formula in double precision.
@Suite struct AttentionTests {
  enum Mask: Sendable {
    case none
    case causal
    /// One row for all queries.
    case keys
    /// One number for each query and key.
    case full
    /// As `full`, its keys not neighbours in memory.
    case transposed
  }

  struct Example: Sendable, CustomTestStringConvertible {
    let batch: Int
    let heads: Int
    let queries: Int
    let keys: Int
    let size: Int
    let valueSize: Int
    var mask = Mask.none

    var testDescription: String { "\(queries)×\(keys), \(size), \(mask)" }
  }

  static let examples: [Example] = [
    Example(batch: 1, heads: 1, queries: 1, keys: 1, size: 1, valueSize: 1),
    Example(batch: 2, heads: 3, queries: 5, keys: 3, size: 8, valueSize: 8),
    Example(batch: 1, heads: 2, queries: 33, keys: 77, size: 40, valueSize: 24, mask: .keys),
    Example(batch: 1, heads: 2, queries: 45, keys: 77, size: 17, valueSize: 31, mask: .full),
    Example(batch: 2, heads: 1, queries: 50, keys: 61, size: 16, valueSize: 16, mask: .transposed),
    Example(batch: 2, heads: 3, queries: 77, keys: 77, size: 64, valueSize: 64, mask: .causal),
    Example(batch: 1, heads: 1, queries: 600, keys: 600, size: 20, valueSize: 14, mask: .causal),
    Example(batch: 1, heads: 1, queries: 300, keys: 90, size: 12, valueSize: 12, mask: .causal),
    Example(batch: 1, heads: 2, queries: 290, keys: 601, size: 40, valueSize: 40),
    Example(batch: 1, heads: 1, queries: 270, keys: 530, size: 30, valueSize: 9, mask: .full),
    Example(batch: 1, heads: 1, queries: 40, keys: 400, size: 512, valueSize: 512, mask: .keys),
  ]

  @Test(arguments: examples)
  func bothWaysGiveThePlainFormula(_ example: Example) {
    let exact: Tensor<Double> = plainAttention(example)
    let double: Tensor<Double> = attention(example)
    let float: Tensor<Float> = attention(example)
    #expect((double - exact).maxAbs() < 1e-13)
    // Scores of up to 8, with the rounding of sums of up to 512 products.
    #expect((float.converted(to: Double.self) - exact).maxAbs() < 4e-6)
  }

  /// Keys that no query may see count for nothing, whatever they hold; a query that sees none gets 0.
  @Test func hiddenKeysCountForNothing() {
    for (queries, keys) in [(20, 40), (300, 700)] {
      var bias = [Float](repeating: 0, count: queries * keys)
      for key in 0..<keys { bias[3 * keys + key] = -.infinity }
      for row in 0..<queries { bias[row * keys + 5] = -.infinity }
      let mask = Tensor(bias, shape: [queries, keys])
      let query: Tensor<Float> = numbers([1, 1, queries, 10], seed: 1)
      let key: Tensor<Float> = numbers([1, 1, keys, 10], seed: 2)
      let ones = Tensor<Float>(repeating: 1, shape: [1, 1, keys, 3])
      let result = scaledDotProductAttention(query, key, ones, mask: mask)
      for row in 0..<queries {
        for value in result[0][0][row].values {
          #expect(row == 3 ? value == 0 : abs(value - 1) < 1e-6)
        }
      }
    }
  }

  @Test func whatIsNotANumberStaysInItsQuery() {
    let (queries, keys) = (70, 300)
    var rows: [Float] = (0..<queries * 4).map { Float($0 % 7) }
    rows[9 * 4 + 1] = .nan
    let key: Tensor<Float> = numbers([1, 1, keys, 4], seed: 2)
    let value: Tensor<Float> = numbers([1, 1, keys, 20], seed: 3)
    let query = Tensor(rows, shape: [1, 1, queries, 4])
    let result = scaledDotProductAttention(query, key, value)
    for row in 0..<queries {
      #expect(result[0][0][row].values.allSatisfy { $0.isNaN == (row == 9) })
    }
  }
}

private func inputs<Scalar>(
  _ example: AttentionTests.Example
) -> (query: Tensor<Scalar>, key: Tensor<Scalar>, value: Tensor<Scalar>, mask: Tensor<Scalar>?) {
  let (batch, heads) = (example.batch, example.heads)
  let (queries, keys) = (example.queries, example.keys)
  func operand(_ count: Int, _ size: Int, _ seed: UInt32) -> Tensor<Scalar> {
    numbers([batch, count, heads, size], seed: seed).transposed(1, 2)
  }
  let mask: Tensor<Scalar>? =
    switch example.mask {
    case .none, .causal: nil
    case .keys: numbers([batch, 1, 1, keys], seed: 4)
    case .full: numbers([1, heads, queries, keys], seed: 5)
    case .transposed: numbers([1, heads, keys, queries], seed: 6).transposed(2, 3)
    }
  return (
    operand(queries, example.size, 1), operand(keys, example.size, 2),
    operand(keys, example.valueSize, 3), mask
  )
}

private func attention<Scalar>(_ example: AttentionTests.Example) -> Tensor<Scalar> {
  let (query, key, value, mask): (Tensor<Scalar>, Tensor<Scalar>, Tensor<Scalar>, Tensor<Scalar>?) =
    inputs(example)
  return scaledDotProductAttention(
    query, key, value, mask: mask, isCausal: example.mask == .causal)
}

/// softmax(query · keyᵀ / √size + mask) · value.
private func plainAttention<Scalar>(_ example: AttentionTests.Example) -> Tensor<Scalar> {
  let (query, key, value, mask): (Tensor<Scalar>, Tensor<Scalar>, Tensor<Scalar>, Tensor<Scalar>?) =
    inputs(example)
  var scores = matmul(query, key.transposed(2, 3)) * (1 / Scalar(example.size).squareRoot())
  if let mask { scores = scores + mask }
  if example.mask == .causal {
    let future = (0..<example.queries * example.keys).map {
      $0 % example.keys > $0 / example.keys ? -Scalar.infinity : 0
    }
    scores = scores + Tensor(future, shape: [example.queries, example.keys])
  }
  return matmul(scores.softmax(), value)
}
