import Testing

import WideKernels

@testable import Tensors

/// Products of matrices of all sizes and layouts, against plain sums in double precision.
@Suite struct ProductTests {
  /// A product c = alpha · a · b + beta · c + bias with operands and target inside larger matrices.
  struct Example: Sendable, CustomTestStringConvertible {
    let m: Int
    let n: Int
    let k: Int
    var transposesA = false
    var transposesB = false
    var alpha: Float = 1
    var beta: Float = 0
    var bias: String?

    var testDescription: String { "\(m)×\(n)×\(k)" }

    var a: [Float] { numbers(m * k + 3 * max(m, k), seed: 1) }
    var b: [Float] { numbers(k * n + 5 * max(k, n), seed: 2) }
    var c: [Float] { numbers(m * (n + 7), seed: 3) }
    var addends: [Float] { numbers(max(m, n), seed: 4) }
    var leadingA: Int { (transposesA ? m : k) + 3 }
    var leadingB: Int { (transposesB ? k : n) + 5 }

    typealias Product = (
      MatrixOperand<Float>, MatrixOperand<Float>, ProductBias<Float>?, UnsafeMutablePointer<Float>,
      Int
    ) -> Void

    /// The target, with all that lies between its rows, after `product`.
    func result(_ product: Product) throws -> [Float] {
      var target = c
      try a.withUnsafeBufferPointer { a in
        try b.withUnsafeBufferPointer { b in
          try addends.withUnsafeBufferPointer { addends in
            try target.withUnsafeMutableBufferPointer { c in
              let values = try #require(addends.baseAddress)
              product(
                MatrixOperand(
                  try #require(a.baseAddress), leading: leadingA, isTransposed: transposesA),
                MatrixOperand(
                  try #require(b.baseAddress), leading: leadingB, isTransposed: transposesB),
                bias.map { $0 == "rows" ? .rows(values) : .columns(values) },
                try #require(c.baseAddress), n + 7)
            }
          }
        }
      }
      return target
    }

    /// The exact elements, and the sums of the magnitudes of what is added up.
    func exact() -> (values: [Double], sizes: [Double]) {
      let (a, b, c, addends) = (a, b, c, addends)
      var values = [Double](repeating: 0, count: m * n)
      var sizes = values
      for row in 0..<m {
        for column in 0..<n {
          var (value, size) = (0.0, 0.0)
          for i in 0..<k {
            let left = a[transposesA ? i * leadingA + row : row * leadingA + i]
            let right = b[transposesB ? column * leadingB + i : i * leadingB + column]
            value += Double(left) * Double(right)
            size += abs(Double(left) * Double(right))
          }
          value *= Double(alpha)
          if beta != 0 { value += Double(beta) * Double(c[row * (n + 7) + column]) }
          if let bias { value += Double(addends[bias == "rows" ? row : column]) }
          values[row * n + column] = value
          sizes[row * n + column] = abs(Double(alpha)) * size + 3
        }
      }
      return (values, sizes)
    }
  }

  /// All remainders of tiles, and sums that go through one block of terms or several.
  static let examples: [Example] = {
    var result: [Example] = []
    for (index, m) in [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 28, 43].enumerated() {
      for n in [8, 9, 15, 16, 17, 31, 32, 33, 48, 49, 131] {
        let k = [129, 7, 33, 15, 16, 17, 320, 321, 700][(index + n) % 9]
        result.append(
          Example(
            m: m, n: n, k: k, transposesA: (index + n) % 2 == 0, transposesB: (index + n) % 3 == 0,
            alpha: n % 4 == 0 ? 1 : 0.75, beta: [0, 1, -0.5][(index + n / 2) % 3],
            bias: [nil, "rows", "columns"][(index + n / 3) % 3]))
      }
    }
    return result
  }()

  @Test(arguments: examples)
  func everyWayGivesThePlainSums(_ example: Example) throws {
    let (m, n, k, alpha, beta) = (example.m, example.n, example.k, example.alpha, example.beta)
    let single = try example.result { a, b, bias, c, leading in
      gemm(m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
    }
    let parallel = try example.result { a, b, bias, c, leading in
      parallelGemm(
        m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
    }
    let blas = try example.result { a, b, bias, c, leading in
      parallelBLASGemm(
        m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
    }
    if WideVectors.areAvailable { #expect(single == parallel) }
    let before = example.c
    let (values, sizes) = example.exact()
    for (way, found) in [("one core", single), ("all cores", parallel), ("BLAS", blas)] {
      // Sums of up to 320 terms, and then those; random errors stay far below the bound.
      let isRight = found.indices.allSatisfy { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: n + 7)
        guard column < n else { return found[index] == before[index] }
        let element = row * n + column
        return abs(Double(found[index]) - values[element]) <= 0x1p-24 * 12 * sizes[element]
      }
      #expect(isRight, "\(way)")
    }
  }

  /// More rows, columns and terms than are packed at a time.
  @Test(arguments: [(1601, 1570, 999), (3100, 70, 2100)])
  func largeProductsAreMadeOfManyBlocks(_ m: Int, _ n: Int, _ k: Int) {
    let a = Tensor(numbers(m * k, seed: 5), shape: [m, k])
    let b = Tensor(numbers(n * k, seed: 6), shape: [n, k])
    let product = linear(a, b, Tensor(numbers(n, seed: 7)))
    let bias = Tensor(numbers(n, seed: 7)).converted(to: Double.self)
    for row in stride(from: 0, to: m, by: 97) {
      let exact = linear(
        a[row..<(row + 1)].converted(to: Double.self), b.converted(to: Double.self))
      #expect((product[row].converted(to: Double.self) - exact[0] - bias).maxAbs() < 2e-4)
    }
  }

  /// A sum sees what is in its row and its column, and nothing else.
  @Test func whatIsNotANumberStaysInItsRowAndColumn() {
    for size in [33, 150] {
      var a = [Float](repeating: 1, count: size * size)
      a[5 * size + 3] = .nan
      a[7 * size + 4] = .infinity
      var b = [Float](repeating: 0.5, count: size * size)
      b[9 * size + size - 1] = -.infinity
      let product = matmul(Tensor(a, shape: [size, size]), Tensor(b, shape: [size, size])).values
      for row in 0..<size {
        for column in 0..<size {
          let value = product[row * size + column]
          switch (row, column) {
          case (5, _), (7, size - 1): #expect(value.isNaN)
          case (7, _): #expect(value == .infinity)
          case (_, size - 1): #expect(value == -.infinity)
          default: #expect(value == Float(size) / 2)
          }
        }
      }
    }
  }

  /// However many rows and columns are computed together, an element comes out the same.
  @Test func partsOfAProductAreThoseOfTheWhole() {
    guard WideVectors.areAvailable else { return }
    let (m, n, k) = (300, 500, 900)
    let a = Tensor(numbers(m * k, seed: 5), shape: [m, k])
    let b = Tensor(numbers(n * k, seed: 6), shape: [n, k])
    let whole = linear(a, b)
    for rows in [0..<20, 7..<100, 250..<300] {
      for columns in [0..<40, 33..<300, 480..<500] {
        let part = linear(a[rows].contiguous(), b[columns])
        #expect(part.values == whole[rows].narrowed(1, columns).values)
      }
    }
  }
}
