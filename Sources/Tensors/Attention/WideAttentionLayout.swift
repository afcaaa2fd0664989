import WideKernels

/// How an attention is cut into blocks, and where their panels lie.
struct WideAttentionLayout {
  private let keys: Int
  /// Keys of a block: whole panels, so few that a block of keys, values and scores stays in the
  /// second-level cache.
  private let blockKeys: Int
  let blocks: Int
  /// Queries that a task handles together, and the tasks of a head.
  let taskQueries: Int
  let queryTasks: Int
  /// Distances between panels.
  let queryPanel: Int
  let keyPanel: Int
  let valuePanel: Int
  /// Rows of a panel of values.
  let valueHeight: Int
  let valueSize: Int
  /// Numbers in the panels of a block.
  private let blockSize: Int
  private let valueStart: Int

  init(_ problem: AttentionProblem<Float>) {
    keys = problem.keys
    valueSize = problem.valueSize
    let fitting = 98_304 / (problem.size + problem.valueSize) / WideTile.rows
    let panels = (keys + WideTile.rows - 1) / WideTile.rows
    let most = max(4, min(18, fitting))
    let parts = (panels + most - 1) / most
    blockKeys = (panels + parts - 1) / parts * WideTile.rows
    blocks = (keys + blockKeys - 1) / blockKeys
    taskQueries = min(256, (problem.queries + 31) / WideTile.columns * WideTile.columns)
    queryTasks = (problem.queries + taskQueries - 1) / taskQueries
    let height = (valueSize + WideTile.rows - 1) / WideTile.rows
    valueHeight = ((valueSize + height - 1) / max(1, height) + 1) / 2 * 2
    queryPanel = problem.size * WideTile.columns
    keyPanel = problem.size * WideTile.step
    valuePanel = min(keys, blockKeys) * WideTile.step
    valueStart = min(panels, blockKeys / WideTile.rows) * keyPanel
    blockSize = valueStart + height * valuePanel
  }

  func keys(_ block: Int) -> Range<Int> {
    block * blockKeys..<min(keys, (block + 1) * blockKeys)
  }

  func keyOffset(_ block: Int) -> Int { block * blockSize }

  func valueOffset(_ block: Int) -> Int { block * blockSize + valueStart }

  /// Numbers in the packed keys and values of a head.
  var packedSize: Int { blocks * blockSize }

  var panels: Int { taskQueries / WideTile.columns }

  var scoresSize: Int { min(keys, blockKeys) * WideTile.columns }

  /// Numbers that a task needs room for.
  var scratchSize: Int {
    scoresSize + panels * (queryPanel + (valueSize + 2) * WideTile.columns)
  }
}

/// The memory of a task.
struct WideAttentionMemory {
  /// `[keys, 32]`.
  let scores: UnsafeMutablePointer<Float>
  /// Panels of columns.
  let queries: UnsafeMutablePointer<Float>
  let peaks: UnsafeMutablePointer<Float>
  let totals: UnsafeMutablePointer<Float>
  private let sums: UnsafeMutablePointer<Float>
  private let valueSize: Int

  init(_ scratch: UnsafeMutablePointer<Float>, _ layout: WideAttentionLayout) {
    scores = scratch
    queries = scores + layout.scoresSize
    peaks = queries + layout.panels * layout.queryPanel
    totals = peaks + layout.panels * WideTile.columns
    sums = totals + layout.panels * WideTile.columns
    valueSize = layout.valueSize
  }

  /// What the queries of a panel have gathered, `[valueSize, 32]`.
  func gathered(_ panel: Int) -> UnsafeMutablePointer<Float> {
    sums + panel * valueSize * WideTile.columns
  }
}
