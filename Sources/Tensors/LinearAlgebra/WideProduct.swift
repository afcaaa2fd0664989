import WideKernels

/// A product in single precision for processors with registers of 512 bits: both matrices are packed into
/// panels, block by block, and multiplied tile by tile (`WideKernels`).
struct WideProduct {
  private let m: Int
  private let n: Int
  private let k: Int
  private let alpha: Float
  private let a: MatrixOperand<Float>
  private let b: MatrixOperand<Float>
  private let beta: Float
  private let bias: ProductBias<Float>?
  private let c: UnsafeMutablePointer<Float>
  private let leading: Int
  private let blocks: WideProductBlocks

  /// The product c = alpha · a · b + beta · c + bias, if this is the way to compute it.
  @inline(__always)
  init?<Scalar: TensorScalar>(
    m: Int, n: Int, k: Int, alpha: Scalar, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
    beta: Scalar, bias: ProductBias<Scalar>?, _ c: UnsafeMutablePointer<Scalar>, leading: Int
  ) {
    guard Scalar.self == Float.self, WideVectors.areAvailable, Self.suits(m: m, n: n, k: k) else {
      return nil
    }
    self.init(
      m: m, n: n, k: k, alpha: Float(alpha), a.floats, b.floats, beta: Float(beta),
      bias: bias?.floats, UnsafeMutableRawPointer(c).assumingMemoryBound(to: Float.self),
      leading: leading)
  }

  private init(
    m: Int, n: Int, k: Int, alpha: Float, _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>,
    beta: Float, bias: ProductBias<Float>?, _ c: UnsafeMutablePointer<Float>, leading: Int
  ) {
    self.m = m
    self.n = n
    self.k = k
    self.alpha = alpha
    self.a = a
    self.b = b
    self.beta = beta
    self.bias = bias
    self.c = c
    self.leading = leading
    blocks = WideProductBlocks(m: m, n: n, k: k)
  }

  /// A few rows or columns are not worth packing the other matrix, and little work is not worth planning.
  private static func suits(m: Int, n: Int, k: Int) -> Bool {
    m > 4 && n > 8 && k > 0 && m * n * k >= 1 << 14
  }

  /// Computes the product, on the calling thread or on all cores if that is worth waking them.
  @inline(never)
  func perform(onAllCores: Bool) {
    // 2²¹ multiplications take some 20 µs on one core, a few times what waking another one costs.
    let isParallel = onAllCores && processorCount > 1 && m * n * k >= 1 << 21
    let room = WidePanels(
      rows: min(m, blocks.packedRows), columns: min(n, blocks.packedColumns),
      depth: min(k, blocks.packedDepth), blocks)
    withScratch(room.size) { (scratch: UnsafeMutablePointer<Float>) in
      for column in stride(from: 0, to: n, by: blocks.packedColumns) {
        let columns = column..<min(n, column + blocks.packedColumns)
        for row in stride(from: 0, to: m, by: blocks.packedRows) {
          let rows = row..<min(m, row + blocks.packedRows)
          for term in stride(from: 0, to: k, by: blocks.packedDepth) {
            let terms = term..<min(k, term + blocks.packedDepth)
            let panels = WidePanels(
              rows: rows.count, columns: columns.count, depth: terms.count, blocks)
            pack(rows, columns, terms, panels, scratch, isParallel: isParallel)
            multiply(rows, columns, terms, panels, scratch, isParallel: isParallel)
          }
        }
      }
    }
  }

  private func pack(
    _ rows: Range<Int>, _ columns: Range<Int>, _ terms: Range<Int>, _ panels: WidePanels,
    _ scratch: UnsafeMutablePointer<Float>, isParallel: Bool
  ) {
    forEach(panels.packingTasks, isParallel: isParallel, minimum: panels.minimumPackingTasks) {
      task in
      let (step, part) = task.quotientAndRemainder(dividingBy: panels.packingTasksPerStep)
      let first = terms.lowerBound + step * blocks.depth
      let depth = min(blocks.depth, terms.upperBound - first)
      if part < panels.rowTasks {
        let last = min(panels.rowPanels, (part + 1) * WidePanels.group)
        for panel in part * WidePanels.group..<last {
          let row = rows.lowerBound + panel * blocks.height
          let count = min(blocks.height, rows.upperBound - row)
          packRowPanel(
            a.base + row * a.rowStride + first * a.columnStride, rowStride: a.rowStride,
            columnStride: a.columnStride, rows: count, depth: depth,
            to: scratch + panels.rowOffset(step: step, panel: panel))
        }
      } else {
        let panel = (part - panels.rowTasks) * WidePanels.group
        let column = columns.lowerBound + panel * WideTile.columns
        let count = min(WidePanels.group * WideTile.columns, columns.upperBound - column)
        packColumnPanels(
          b.base + first * b.rowStride + column * b.columnStride, rowStride: b.rowStride,
          columnStride: b.columnStride, columns: count, depth: depth,
          panel: panels.columnPanel, to: scratch + panels.columnOffset(step: step, panel: panel))
      }
    }
  }

  private func multiply(
    _ rows: Range<Int>, _ columns: Range<Int>, _ terms: Range<Int>, _ panels: WidePanels,
    _ scratch: UnsafeMutablePointer<Float>, isParallel: Bool
  ) {
    let grid = WideGrid(rows: rows.count, columns: columns.count, height: blocks.height)
    forEach(grid.count, isParallel: isParallel, minimum: 1) { task in
      let (row, column) = (grid.rows(task), grid.columns(task))
      let firstRow = rows.lowerBound + row.lowerBound
      let firstColumn = columns.lowerBound + column.lowerBound
      for step in 0..<panels.steps {
        let first = terms.lowerBound + step * blocks.depth
        let isFirst = first == 0
        var rowBias: UnsafePointer<Float>?
        var columnBias: UnsafePointer<Float>?
        if isFirst {
          switch bias {
          case .rows(let values): rowBias = values + firstRow
          case .columns(let values): columnBias = values + firstColumn
          case nil: break
          }
        }
        multiplyTiles(
          scratch + panels.rowOffset(step: step, panel: row.lowerBound / blocks.height),
          rowPanel: panels.rowPanel,
          scratch + panels.columnOffset(step: step, panel: column.lowerBound / WideTile.columns),
          columnPanel: panels.columnPanel, rows: row.count, columns: column.count,
          height: blocks.height, depth: min(blocks.depth, terms.upperBound - first), alpha: alpha,
          beta: isFirst ? beta : 1, rowBias: rowBias, columnBias: columnBias,
          c + firstRow * leading + firstColumn, leading: leading)
      }
    }
  }

  @inline(__always)
  private func forEach(
    _ count: Int, isParallel: Bool, minimum: Int, _ body: (Int) -> Void
  ) {
    if isParallel {
      parallelFor(count, minimumPerTask: minimum) { range in for task in range { body(task) } }
    } else {
      for task in 0..<count { body(task) }
    }
  }
}

extension MatrixOperand {
  /// The operand, whose numbers are known to be `Float`.
  fileprivate var floats: MatrixOperand<Float> {
    MatrixOperand<Float>(
      UnsafeRawPointer(base).assumingMemoryBound(to: Float.self), leading: leading,
      isTransposed: isTransposed)
  }
}

extension ProductBias {
  /// The bias, whose numbers are known to be `Float`.
  fileprivate var floats: ProductBias<Float> {
    switch self {
    case .rows(let values): .rows(UnsafeRawPointer(values).assumingMemoryBound(to: Float.self))
    case .columns(let values):
      .columns(UnsafeRawPointer(values).assumingMemoryBound(to: Float.self))
    }
  }
}
