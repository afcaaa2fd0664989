import WideKernels

/// One attention in single precision for processors with registers of 512 bits.
///
/// Keys and values are packed once; then 32 queries at a time multiply them, block by block, with a running
/// maximum and sum per query. All is transposed: scores are keys × queries, so that they come out of
/// one product as the next one reads them.
struct WideAttention {
  private let problem: AttentionProblem<Float>
  private let batch: Int
  private let heads: Int
  /// `[batch, queries, heads, valueSize]`.
  private let target: UnsafeMutablePointer<Float>

  /// The attention, if this is the way to compute it.
  @inline(__always)
  init?<Scalar: TensorScalar>(
    _ problem: AttentionProblem<Scalar>, batch: Int, heads: Int,
    _ target: UnsafeMutablePointer<Scalar>
  ) {
    guard WideVectors.areAvailable, problem.keys > 0, problem.size > 0,
      let problem = problem as? AttentionProblem<Float>
    else { return nil }
    self.problem = problem
    self.batch = batch
    self.heads = heads
    self.target = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self)
  }

  /// Computes all heads, some at a time so that their packed keys and values stay in the cache.
  @inline(never)
  func perform() {
    let layout = WideAttentionLayout(problem)
    let pairs = batch * heads
    let group = max(1, min(pairs, (1 << 21) / layout.packedSize))
    let work = problem.keys * (problem.size + problem.valueSize + 16)
    withScratch(group * layout.packedSize) { (packed: UnsafeMutablePointer<Float>) in
      for first in stride(from: 0, to: pairs, by: group) {
        let count = min(group, pairs - first)
        parallelFor(
          count * layout.blocks,
          minimumPerTask: max(1, (1 << 17) / max(1, layout.packedSize / layout.blocks))
        ) { range in
          for task in range {
            let (pair, block) = task.quotientAndRemainder(dividingBy: layout.blocks)
            pack(first + pair, block, layout, packed + pair * layout.packedSize)
          }
        }
        parallelFor(
          count * layout.queryTasks,
          minimumPerTask: max(1, (1 << 20) / max(1, work * layout.taskQueries))
        ) { range in
          withScratch(layout.scratchSize) { (scratch: UnsafeMutablePointer<Float>) in
            for task in range {
              let (pair, part) = task.quotientAndRemainder(dividingBy: layout.queryTasks)
              attend(
                first + pair, part, layout, packed + pair * layout.packedSize, scratch)
            }
          }
        }
      }
    }
  }

  /// Packs a block of the keys and the values of a head.
  private func pack(
    _ pair: Int, _ block: Int, _ layout: WideAttentionLayout,
    _ packed: UnsafeMutablePointer<Float>
  ) {
    let (b, h) = pair.quotientAndRemainder(dividingBy: heads)
    let keys = layout.keys(block)
    for (panel, key) in stride(from: 0, to: keys.count, by: WideTile.rows).enumerated() {
      packRowPanel(
        problem.key.matrix(b, h, from: keys.lowerBound + key), rowStride: problem.key.row,
        columnStride: 1, rows: min(WideTile.rows, keys.count - key), depth: problem.size,
        to: packed + layout.keyOffset(block) + panel * layout.keyPanel)
    }
    for (panel, row) in stride(from: 0, to: problem.valueSize, by: layout.valueHeight).enumerated()
    {
      packRowPanel(
        problem.value.matrix(b, h, from: keys.lowerBound) + row, rowStride: 1,
        columnStride: problem.value.row, rows: min(layout.valueHeight, problem.valueSize - row),
        depth: keys.count, to: packed + layout.valueOffset(block) + panel * layout.valuePanel)
    }
  }

  /// Computes some queries of a head.
  private func attend(
    _ pair: Int, _ part: Int, _ layout: WideAttentionLayout, _ packed: UnsafePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let (b, h) = pair.quotientAndRemainder(dividingBy: heads)
    let queries =
      part * layout.taskQueries..<min(problem.queries, (part + 1) * layout.taskQueries)
    let panels = (queries.count + WideTile.columns - 1) / WideTile.columns
    let memory = WideAttentionMemory(scratch, layout)
    packColumnPanels(
      problem.query.matrix(b, h, from: queries.lowerBound), rowStride: 1,
      columnStride: problem.query.row, columns: queries.count, depth: problem.size,
      panel: layout.queryPanel, to: memory.queries)
    for block in 0..<layout.blocks {
      let keys = layout.keys(block)
      for panel in 0..<panels {
        let first = queries.lowerBound + panel * WideTile.columns
        let count = min(WideTile.columns, queries.upperBound - first)
        if problem.isCausal && keys.lowerBound >= first + count && block > 0 { continue }
        gather(
          b, h, first..<(first + count), keys, panel, packed + layout.keyOffset(block),
          packed + layout.valueOffset(block), layout, memory)
      }
    }
    for panel in 0..<panels {
      let first = queries.lowerBound + panel * WideTile.columns
      let row = (b * problem.queries + first) * heads + h
      writeGathered(
        memory.gathered(panel), totals: memory.totals + panel * WideTile.columns,
        queries: min(WideTile.columns, queries.upperBound - first), size: problem.valueSize,
        to: target + row * problem.valueSize, leading: heads * problem.valueSize)
    }
  }

  /// Lets up to 32 queries gather from a block of keys.
  private func gather(
    _ b: Int, _ h: Int, _ queries: Range<Int>, _ keys: Range<Int>, _ panel: Int,
    _ keyPanels: UnsafePointer<Float>, _ valuePanels: UnsafePointer<Float>,
    _ layout: WideAttentionLayout, _ memory: WideAttentionMemory
  ) {
    let columns = queries.count > 16 ? 32 : 16
    let isFirst = keys.lowerBound == 0
    multiplyTiles(
      keyPanels, rowPanel: layout.keyPanel, memory.queries + panel * layout.queryPanel,
      columnPanel: 0, rows: keys.count, columns: columns, height: WideTile.rows,
      depth: problem.size, alpha: problem.scale, beta: 0, rowBias: nil, columnBias: nil,
      memory.scores, leading: WideTile.columns)
    if let mask = problem.mask {
      addMask(
        mask.matrix(b, h, from: queries.lowerBound) + keys.lowerBound * mask.column,
        queryStride: mask.row, keyStride: mask.column, queries: queries.count, keys: keys.count,
        to: memory.scores)
    }
    if problem.isCausal {
      hideLaterKeys(
        from: queries.lowerBound + 1 - keys.lowerBound, keys: keys.count, in: memory.scores)
    }
    let gathered = memory.gathered(panel)
    weighScores(
      memory.scores, keys: keys.count, peaks: memory.peaks + panel * WideTile.columns,
      totals: memory.totals + panel * WideTile.columns, gathered: gathered,
      size: problem.valueSize, isFirst: isFirst)
    multiplyTiles(
      valuePanels, rowPanel: layout.valuePanel, memory.scores, columnPanel: 0,
      rows: problem.valueSize, columns: columns, height: layout.valueHeight, depth: keys.count,
      alpha: 1, beta: isFirst ? 0 : 1, rowBias: nil, columnBias: nil, gathered,
      leading: WideTile.columns)
  }
}
