private import CProcessor

/// Operands of a product in the order in which tiles read them (Goto & van de Geijn, "Anatomy of
/// High-Performance Matrix Multiplication", 2008; Van Zee & van de Geijn, "BLIS", 2015).
///
/// The left matrix is cut into panels of up to 14 rows, stored column by column; the right one into
/// panels of 32 columns, stored row by row. What a panel has too much may be anything: no sum that
/// counts sees it.

/// Packs a panel of the left matrix: 16 numbers, of which 14 count, for each of `depth` columns.
///
/// - Parameters:
///   - source: the first element; rows are `rowStride` apart, columns `columnStride`, one of them 1.
///   - rows: the rows that exist, at least 1 and at most 14.
///   - target: room for `depth * 16` numbers.
@inline(never)
public func packRowPanel(
  _ source: UnsafePointer<Float>, rowStride: Int, columnStride: Int, rows: Int, depth: Int,
  to target: UnsafeMutablePointer<Float>
) {
  if columnStride == 1 && depth >= laneCount {
    packTransposed(
      source, rowStride: rowStride, rows: rows, depth: depth, to: target, step: laneCount)
  } else if rowStride == 1 && rows >= 8 {
    // Two halves of eight numbers that overlap.
    for k in 0..<depth {
      let (from, to) = (source + k &* columnStride, target + k &* laneCount)
      let (low, high) = (loadHalf(from), loadHalf(from + rows - 8))
      storeHalf(low, to)
      storeHalf(high, to + rows - 8)
    }
  } else {
    for k in 0..<depth {
      for row in 0..<rows {
        target[k &* laneCount + row] = source[row &* rowStride + k &* columnStride]
      }
    }
  }
}

/// Packs panels of the right matrix: 32 numbers for each of `depth` rows, panel after panel.
///
/// - Parameters:
///   - source: the first element; rows are `rowStride` apart, columns `columnStride`, one of them 1.
///   - columns: the columns that exist, at least 1; the last panel may have fewer than 32.
///   - size: the distance between panels, at least `depth * 32`.
///   - target: room for the panels.
@inline(never)
public func packColumnPanels(
  _ source: UnsafePointer<Float>, rowStride: Int, columnStride: Int, columns: Int, depth: Int,
  panel size: Int, to target: UnsafeMutablePointer<Float>
) {
  let width = WideTile.columns
  let whole = columns / width
  if columnStride == 1 {
    // Four panels together read half a kilobyte of each row.
    var panel = 0
    while panel < whole {
      let count = whole - panel < 4 ? whole - panel : 4
      for k in 0..<depth {
        let from = source + k &* rowStride + panel &* width
        let to = target + panel &* size + k &* width
        for index in 0..<count {
          store(load(from + index &* width), to + index &* size)
          store(load(from + index &* width + laneCount), to + index &* size + laneCount)
        }
      }
      panel += count
    }
  } else if depth >= laneCount {
    for panel in 0..<whole {
      let from = source + panel &* width &* columnStride
      packTransposed(
        from, rowStride: columnStride, rows: laneCount, depth: depth, to: target + panel &* size,
        step: width)
      packTransposed(
        from + laneCount &* columnStride, rowStride: columnStride, rows: laneCount, depth: depth,
        to: target + panel &* size + laneCount, step: width)
    }
  } else {
    packPlain(
      source, rowStride: rowStride, columnStride: columnStride, columns: whole &* width,
      depth: depth, panel: size, to: target)
  }
  let rest = columns - whole &* width
  guard rest > 0 else { return }
  let last = target + whole &* size
  let from = source + whole &* width &* columnStride
  if columnStride != 1 && depth >= laneCount {
    let low = rest < laneCount ? rest : laneCount
    packTransposed(from, rowStride: columnStride, rows: low, depth: depth, to: last, step: width)
    let high = rest > laneCount ? rest - laneCount : 1
    packTransposed(
      from + (rest > laneCount ? laneCount : 0) &* columnStride, rowStride: columnStride,
      rows: high, depth: depth, to: last + laneCount, step: width)
  } else {
    packPlain(
      from, rowStride: rowStride, columnStride: columnStride, columns: rest, depth: depth,
      panel: size, to: last)
  }
}

/// Element by element, with zeros for what is missing in the last panel.
@inline(__always)
private func packPlain(
  _ source: UnsafePointer<Float>, rowStride: Int, columnStride: Int, columns: Int, depth: Int,
  panel size: Int, to target: UnsafeMutablePointer<Float>
) {
  let width = WideTile.columns
  var panel = 0
  while panel &* width < columns {
    for k in 0..<depth {
      for index in 0..<width {
        let column = panel &* width + index
        target[panel &* size + k &* width + index] =
          column < columns ? source[k &* rowStride + column &* columnStride] : 0
      }
    }
    panel += 1
  }
}

/// Writes `depth` ≥ 16 columns of `rows` ≤ 16 rows, each as 16 numbers `step` after the one before; the
/// last row fills up what is missing.
@inline(__always)
private func packTransposed(
  _ source: UnsafePointer<Float>, rowStride: Int, rows: Int, depth: Int,
  to target: UnsafeMutablePointer<Float>, step: Int
) {
  let last = (rows &- 1) &* rowStride
  var square = Square(repeating: Lane())
  var k = 0
  while k < depth {
    // The last square overlaps the one before.
    let first = k + laneCount <= depth ? k : depth - laneCount
    let corner = source + first
    for row in 0..<16 {
      let offset = row &* rowStride
      let line = corner + (offset < last ? offset : last)
      prefetchForReading(line + 4 * laneCount)
      square[unchecked: row] = load(line)
    }
    square = transposed(square)
    let to = target + first &* step
    for column in 0..<16 { store(square[unchecked: column], to + column &* step) }
    k += laneCount
  }
}
