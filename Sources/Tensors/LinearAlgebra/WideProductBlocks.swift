import WideKernels

/// How a product is cut into blocks that suit the caches.
struct WideProductBlocks {
  /// Rows of a panel of the left matrix: even, about equal in all panels.
  let height: Int
  /// Terms of a sum that are added up in registers; then they go to memory. Depends on k alone, so that
  /// every element is summed in the same order however a product is cut.
  let depth: Int
  /// Terms whose panels exist at a time, a multiple of `depth`.
  let packedDepth: Int
  /// Rows and columns whose panels exist at a time.
  let packedRows: Int
  let packedColumns: Int

  init(m: Int, n: Int, k: Int) {
    let panels = (m + WideTile.rows - 1) / WideTile.rows
    height = ((m + panels - 1) / panels + 1) / 2 * 2
    let steps = (k + Self.largestDepth - 1) / Self.largestDepth
    depth = max(1, (k + steps - 1) / max(1, steps))
    // The block of the result stays in the third-level cache while terms are added to it.
    packedRows = Self.part(m, unit: height)
    packedColumns = Self.part(n, unit: WideTile.columns)
    packedDepth = max(1, Self.packedElements / (packedRows + packedColumns) / depth) * depth
  }

  /// A panel of 32 columns fills most of the first-level cache.
  private static var largestDepth: Int { 320 }
  private static var largestPart: Int { 1536 }
  /// 8 MB.
  private static var packedElements: Int { 1 << 21 }

  /// `extent` in parts of about equal size, multiples of `unit`.
  private static func part(_ extent: Int, unit: Int) -> Int {
    let parts = (extent + largestPart - 1) / largestPart
    return ((extent + parts - 1) / parts + unit - 1) / unit * unit
  }
}

/// Where the panels of both matrices lie in scratch memory.
struct WidePanels {
  /// Panels that are packed together.
  static var group: Int { 4 }

  let rowPanels: Int
  let columnPanels: Int
  /// Blocks of terms, each with panels of its own.
  let steps: Int
  /// The distance between panels.
  let rowPanel: Int
  let columnPanel: Int

  init(rows: Int, columns: Int, depth: Int, _ blocks: WideProductBlocks) {
    rowPanels = (rows + blocks.height - 1) / blocks.height
    columnPanels = (columns + WideTile.columns - 1) / WideTile.columns
    steps = (depth + blocks.depth - 1) / blocks.depth
    rowPanel = blocks.depth * WideTile.step
    columnPanel = blocks.depth * WideTile.columns
  }

  /// Numbers in all panels.
  var size: Int { steps * (rowPanels * rowPanel + columnPanels * columnPanel) }

  func rowOffset(step: Int, panel: Int) -> Int { (step * rowPanels + panel) * rowPanel }

  func columnOffset(step: Int, panel: Int) -> Int {
    steps * rowPanels * rowPanel + (step * columnPanels + panel) * columnPanel
  }

  var rowTasks: Int { (rowPanels + Self.group - 1) / Self.group }
  var columnTasks: Int { (columnPanels + Self.group - 1) / Self.group }
  var packingTasksPerStep: Int { rowTasks + columnTasks }
  var packingTasks: Int { steps * packingTasksPerStep }
  /// Tasks that are worth waking a core for.
  var minimumPackingTasks: Int { max(1, (1 << 16) / (Self.group * columnPanel)) }
}

/// The blocks of a product that are computed as one task each.
struct WideGrid {
  private let extent: (rows: Int, columns: Int)
  private let size: (rows: Int, columns: Int)
  private let rowParts: Int
  let count: Int

  init(rows: Int, columns: Int, height: Int) {
    extent = (rows, columns)
    // Panels of 16 · 14 rows and 320 terms fill a quarter of the second-level cache.
    let panels = (rows + height - 1) / height
    rowParts = (panels + 15) / 16
    let width = (columns + WideTile.columns - 1) / WideTile.columns
    let wanted = max((width + 15) / 16, (4 * processorCount + rowParts - 1) / rowParts)
    let columnParts = min(width, wanted)
    size = (
      (panels + rowParts - 1) / rowParts * height,
      (width + columnParts - 1) / columnParts * WideTile.columns
    )
    count = rowParts * ((columns + size.columns - 1) / size.columns)
  }

  func rows(_ task: Int) -> Range<Int> {
    let first = task % rowParts * size.rows
    return min(first, extent.rows)..<min(extent.rows, first + size.rows)
  }

  func columns(_ task: Int) -> Range<Int> {
    let first = task / rowParts * size.columns
    return first..<min(extent.columns, first + size.columns)
  }
}
