/// Where the matrices of one operand of an attention lie.
struct AttentionOperand<Scalar: TensorScalar> {
  let base: UnsafePointer<Scalar>
  let batch: Int
  let head: Int
  let row: Int
  let column: Int

  init(_ tensor: Tensor<Scalar>) {
    base = tensor.pointer
    batch = tensor.strides[0]
    head = tensor.strides[1]
    row = tensor.shape[2] == 1 ? max(1, tensor.shape[3]) : tensor.strides[2]
    column = tensor.strides[3]
  }

  /// The matrix of one head from `row` on.
  @inline(__always)
  func matrix(_ b: Int, _ h: Int, from first: Int) -> UnsafePointer<Scalar> {
    base + b * batch + h * head + first * row
  }
}

/// Memory that one thread needs: a block of scores and the running sums of its rows.
final class AttentionScratch<Scalar: TensorScalar> {
  let scores: UnsafeMutablePointer<Scalar>
  let peaks: UnsafeMutablePointer<Scalar>
  let totals: UnsafeMutablePointer<Scalar>

  init(rows: Int, keys: Int) {
    scores = .allocate(capacity: max(1, rows * keys))
    peaks = .allocate(capacity: rows)
    totals = .allocate(capacity: rows)
  }

  deinit {
    scores.deallocate()
    peaks.deallocate()
    totals.deallocate()
  }
}

/// One attention, computed block by block with a running maximum and sum per query (Milakov & Gimelshein
/// 2018; Dao et al. 2022), so that only a block of the scores exists at a time.
struct AttentionProblem<Scalar: TensorScalar> {
  let query: AttentionOperand<Scalar>
  let key: AttentionOperand<Scalar>
  let value: AttentionOperand<Scalar>
  let mask: AttentionOperand<Scalar>?
  let queries: Int
  let keys: Int
  let size: Int
  let valueSize: Int
  let scale: Scalar
  let isCausal: Bool

  /// Queries that are handled together.
  var rowBlock: Int { 256 }
  /// Keys that are handled together; a block of scores stays in the second-level cache.
  var keyBlock: Int { 256 }

  /// Computes all heads and writes them to `target`, `[batch, queries, heads, valueSize]`.
  @inline(__always)
  func perform(batch: Int, heads: Int, _ target: UnsafeMutablePointer<Scalar>) {
    let rowBlock = min(queries, rowBlock)
    let blocks = (queries + rowBlock - 1) / rowBlock
    let work = rowBlock * keys * (size + valueSize + 8)
    parallelFor(batch * heads * blocks, minimumPerTask: max(1, (1 << 19) / max(1, work))) { range in
      let scratch = AttentionScratch<Scalar>(rows: rowBlock, keys: min(keys, keyBlock))
      for task in range {
        let (pair, block) = task.quotientAndRemainder(dividingBy: blocks)
        let (b, h) = pair.quotientAndRemainder(dividingBy: heads)
        let rows = (block * rowBlock)..<min(queries, (block + 1) * rowBlock)
        let out = target + ((b * queries + rows.lowerBound) * heads + h) * valueSize
        attend(b, h, rows, out, leading: heads * valueSize, scratch)
      }
    }
  }

  /// Computes the rows of one head and writes them to `out`.
  @inline(__always)
  private func attend(
    _ b: Int, _ h: Int, _ rows: Range<Int>, _ out: UnsafeMutablePointer<Scalar>, leading: Int,
    _ scratch: AttentionScratch<Scalar>
  ) {
    let count = rows.count
    scratch.peaks.update(repeating: -.infinity, count: count)
    scratch.totals.update(repeating: 0, count: count)
    let visible = isCausal ? min(keys, rows.upperBound) : keys
    if visible == 0 {
      for row in 0..<count { (out + row * leading).update(repeating: 0, count: valueSize) }
      return
    }
    var start = 0
    while start < visible {
      let columns = start..<min(visible, start + keyBlock)
      gemm(
        m: count, n: columns.count, k: size, alpha: scale,
        MatrixOperand(query.matrix(b, h, from: rows.lowerBound), leading: query.row),
        MatrixOperand(
          key.matrix(b, h, from: start), leading: key.row, isTransposed: true),
        scratch.scores, leading: columns.count)
      addMasks(b, h, rows, columns, scratch.scores)
      for row in 0..<count {
        let line = scratch.scores + row * columns.count
        accumulate(line, columns.count, row, out + row * leading, scratch, isFirst: start == 0)
      }
      gemm(
        m: count, n: valueSize, k: columns.count,
        MatrixOperand(UnsafePointer(scratch.scores), leading: columns.count),
        MatrixOperand(value.matrix(b, h, from: start), leading: value.row),
        beta: start == 0 ? 0 : 1, out, leading: leading)
      start = columns.upperBound
    }
    for row in 0..<count {
      // No visible key: 0, not 0 / 0.
      let total = scratch.totals[row]
      let factor = total == 0 ? 0 : 1 / total
      for i in 0..<valueSize { out[row * leading + i] *= factor }
    }
  }

  @inline(__always)
  private func addMasks(
    _ b: Int, _ h: Int, _ rows: Range<Int>, _ columns: Range<Int>,
    _ scores: UnsafeMutablePointer<Scalar>
  ) {
    if let mask {
      for row in 0..<rows.count {
        let line = scores + row * columns.count
        let from =
          mask.base + b * mask.batch + h * mask.head + (rows.lowerBound + row) * mask.row
          + columns.lowerBound * mask.column
        if mask.column == 1 {
          for i in 0..<columns.count { line[i] += from[i] }
        } else {
          for i in 0..<columns.count { line[i] += from[i * mask.column] }
        }
      }
    }
    if isCausal {
      for row in 0..<rows.count {
        let first = max(columns.lowerBound, rows.lowerBound + row + 1)
        guard first < columns.upperBound else { continue }
        (scores + row * columns.count + first - columns.lowerBound)
          .update(repeating: -.infinity, count: columns.upperBound - first)
      }
    }
  }

  /// Turns a row of scores into weights relative to the running maximum, and rescales what the row has
  /// gathered so far.
  @inline(__always)
  private func accumulate(
    _ line: UnsafeMutablePointer<Scalar>, _ count: Int, _ row: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ scratch: AttentionScratch<Scalar>, isFirst: Bool
  ) {
    let old = scratch.peaks[row]
    let here = rowMaximum(line, count)
    let peak = here > old ? here : old
    if peak == -.infinity && !rowHasNaN(line, count) {
      line.update(repeating: 0, count: count)
      return
    }
    for i in 0..<count { line[i] = .kernelBoundedExp(line[i] - peak) }
    let added = pairwiseSum(count) { line[$0] }
    scratch.peaks[row] = peak
    if isFirst {
      scratch.totals[row] = added
    } else {
      let shrink = Scalar.kernelExp(old - peak)
      scratch.totals[row] = scratch.totals[row] * shrink + added
      if shrink != 1 { for i in 0..<valueSize { out[i] *= shrink } }
    }
  }
}
