/// The sums of a tile with 2 · `half` rows, of 32 columns or, if it is not wide, of 16.
///
/// The rows are in two halves because the compiler unrolls loops of seven but not of fourteen. Whether a
/// tile is wide is known wherever this is inlined, and so is all that depends on it.
struct TileSums<let half: Int> {
  private var top = RowSums<half>()
  private var bottom = RowSums<half>()

  /// Sums up the products of `depth` columns of a panel of rows with as many rows of a panel of columns.
  @inline(__always)
  init(_ isWide: Bool, _ depth: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) {
    var (column, row) = (a, b)
    let end = b + depth &* WideTile.columns
    while row < end {
      let first = load(row)
      let second = isWide ? load(row + laneCount) : Lane()
      top.addProducts(column, first, second, isWide)
      bottom.addProducts(column + half, first, second, isWide)
      column += WideTile.step
      row += WideTile.columns
    }
  }

  /// Scales the sums, adds the biases, and writes them to the target or adds them to it.
  @inline(__always)
  consuming func finish(_ isWide: Bool, _ place: TilePlace, _ target: TileTarget) {
    if target.alpha != 1 {
      top.scale(by: target.alpha, isWide)
      bottom.scale(by: target.alpha, isWide)
    }
    if let bias = target.rowBias {
      let low = place.rows < half ? place.rows : half
      top.addRows(bias + place.row, low, isWide)
      bottom.addRows(bias + place.row + half, place.rows &- low, isWide)
    }
    if let bias = target.columnBias {
      let line = bias + place.column
      let first = loadAvailable(line, place.columns)
      let second = isWide ? loadAvailable(line + laneCount, place.columns &- laneCount) : Lane()
      top.addColumns(first, second, isWide)
      bottom.addColumns(first, second, isWide)
    }
    let corner = target.base + place.row &* target.leading + place.column
    let isWhole = place.rows == 2 * half && place.columns == (isWide ? 32 : 16)
    if isWhole && target.beta == 0 {
      write(isWide, to: corner, leading: target.leading)
    } else if isWhole && target.beta == 1 {
      top.add(isWide, to: corner, leading: target.leading)
      bottom.add(isWide, to: corner + half &* target.leading, leading: target.leading)
    } else {
      writePart(isWide, place, target, to: corner)
    }
  }

  @inline(__always)
  private func write(_ isWide: Bool, to corner: UnsafeMutablePointer<Float>, leading: Int) {
    top.write(isWide, to: corner, leading: leading)
    bottom.write(isWide, to: corner + half &* leading, leading: leading)
  }

  /// Writes a tile that its matrix does not have all of.
  @inline(__always)
  private func writePart(
    _ isWide: Bool, _ place: TilePlace, _ target: TileTarget,
    to corner: UnsafeMutablePointer<Float>
  ) {
    let width = WideTile.columns
    withUnsafeTemporaryAllocation(of: Float.self, capacity: WideTile.rows * width) { tile in
      guard let tile = tile.baseAddress else { return }
      write(isWide, to: tile, leading: width)
      for row in 0..<place.rows {
        let (from, to) = (tile + row &* width, corner + row &* target.leading)
        if target.beta == 0 {
          for column in 0..<place.columns { to[column] = from[column] }
        } else {
          for column in 0..<place.columns { to[column] = from[column] + target.beta * to[column] }
        }
      }
    }
  }
}

/// The first numbers at `source`, of which there are `count`.
@inline(__always)
private func loadAvailable(_ source: UnsafePointer<Float>, _ count: Int) -> Lane {
  count >= laneCount ? load(source) : load(source, count: count)
}

/// The running sums of `count` rows of a tile.
private struct RowSums<let count: Int> {
  private var left = InlineArray<count, Lane>(repeating: Lane())
  private var right = InlineArray<count, Lane>(repeating: Lane())

  /// Adds the products of `count` numbers of a column with the numbers of a row.
  @inline(__always)
  mutating func addProducts(
    _ column: UnsafePointer<Float>, _ first: Lane, _ second: Lane, _ isWide: Bool
  ) {
    for row in 0..<count {
      let factor = Lane(repeating: column[row])
      left[unchecked: row] = left[unchecked: row].addingProduct(factor, first)
      if isWide { right[unchecked: row] = right[unchecked: row].addingProduct(factor, second) }
    }
  }

  /// Multiplies all sums with `factor`.
  @inline(__always)
  mutating func scale(by factor: Float, _ isWide: Bool) {
    for row in 0..<count {
      left[unchecked: row] *= factor
      if isWide { right[unchecked: row] *= factor }
    }
  }

  /// Adds a number to each of the `rows` rows that exist.
  @inline(__always)
  mutating func addRows(_ bias: UnsafePointer<Float>, _ rows: Int, _ isWide: Bool) {
    for row in 0..<count {
      let lane = Lane(repeating: row < rows ? bias[row] : 0)
      left[unchecked: row] += lane
      if isWide { right[unchecked: row] += lane }
    }
  }

  /// Adds a number to each column.
  @inline(__always)
  mutating func addColumns(_ first: Lane, _ second: Lane, _ isWide: Bool) {
    for row in 0..<count {
      left[unchecked: row] += first
      if isWide { right[unchecked: row] += second }
    }
  }

  @inline(__always)
  func write(_ isWide: Bool, to target: UnsafeMutablePointer<Float>, leading: Int) {
    for row in 0..<count {
      let line = target + row &* leading
      store(left[unchecked: row], line)
      if isWide { store(right[unchecked: row], line + laneCount) }
    }
  }

  @inline(__always)
  func add(_ isWide: Bool, to target: UnsafeMutablePointer<Float>, leading: Int) {
    for row in 0..<count {
      let line = target + row &* leading
      store(load(line) + left[unchecked: row], line)
      if isWide { store(load(line + laneCount) + right[unchecked: row], line + laneCount) }
    }
  }
}
