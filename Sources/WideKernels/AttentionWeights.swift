/// Attention for 32 queries at a time, one in each of 2 · 16 lanes: scores are `[keys, 32]` and what the
/// queries gather is `[size, 32]`, so that the maximum and the sum of a query run down its lane, and its
/// weights are already a panel of columns for the product with the values.

/// Adds a mask to the scores of `keys` keys and up to 32 queries.
///
/// - Parameters:
///   - mask: the element of the first query and key; queries are `queryStride` apart, keys `keyStride`.
///   - queries: the queries that exist, 1 to 32.
@inline(never)
public func addMask(
  _ mask: UnsafePointer<Float>, queryStride: Int, keyStride: Int, queries: Int, keys: Int,
  to scores: UnsafeMutablePointer<Float>
) {
  if queryStride == 0 {
    for key in 0..<keys {
      let line = scores + key &* WideTile.columns
      let value = mask[key &* keyStride]
      store(load(line) + value, line)
      store(load(line + laneCount) + value, line + laneCount)
    }
    return
  }
  var key = 0
  if keyStride == 1 {
    let last = (queries &- 1) &* queryStride
    while key + laneCount <= keys {
      for half in 0..<2 {
        var square = Square(repeating: Lane())
        for row in 0..<16 {
          let offset = (half &* 16 &+ row) &* queryStride
          square[unchecked: row] = load(mask + (offset < last ? offset : last) + key)
        }
        square = transposed(square)
        for column in 0..<16 {
          let line = scores + (key &+ column) &* WideTile.columns + half &* laneCount
          store(load(line) + square[unchecked: column], line)
        }
      }
      key += laneCount
    }
  }
  while key < keys {
    for query in 0..<queries {
      scores[key &* WideTile.columns &+ query] += mask[query &* queryStride &+ key &* keyStride]
    }
    key += 1
  }
}

/// Hides from each query the keys that come after it: from the first query all from `first` on, from
/// each further one from one key later on.
@inline(never)
public func hideLaterKeys(
  from first: Int, keys: Int, in scores: UnsafeMutablePointer<Float>
) {
  var key = first < 0 ? 0 : first
  while key < keys {
    let hidden = key &- first &+ 1
    let line = scores + key &* WideTile.columns
    for query in 0..<(hidden < 32 ? hidden : 32) { line[query] = -.infinity }
    key += 1
  }
}

/// Turns scores into weights relative to the running maximum of each query, and rescales what the queries
/// have gathered so far (Milakov & Gimelshein 2018; Dao et al. 2022).
///
/// - Parameters:
///   - scores: `[keys, 32]`, replaced by the weights.
///   - peaks: the running maximum of each query.
///   - totals: the running sum of the weights of each query.
///   - gathered: `[size, 32]`.
///   - isFirst: whether nothing has been gathered so far; peaks, totals and gathered are then not read.
@inline(never)
public func weighScores(
  _ scores: UnsafeMutablePointer<Float>, keys: Int, peaks: UnsafeMutablePointer<Float>,
  totals: UnsafeMutablePointer<Float>, gathered: UnsafeMutablePointer<Float>, size: Int,
  isFirst: Bool
) {
  var shrinks = InlineArray<2, Lane>(repeating: Lane(repeating: 1))
  for half in 0..<2 {
    let offset = half &* laneCount
    let column = scores + offset
    let old = isFirst ? Lane(repeating: -.infinity) : load(peaks + offset)
    let peak = maximum(column, keys, old)
    store(peak, peaks + offset)
    // Where nothing has been visible yet, -∞ less 0 gives the weight 0.
    let base = peak.replacing(with: 0, where: peak .== -.infinity)
    let added = weigh(column, keys, base)
    if isFirst {
      store(added, totals + offset)
    } else {
      let shrink = exponential(old - base)
      store(added.addingProduct(load(totals + offset), shrink), totals + offset)
      shrinks[unchecked: half] = shrink
    }
  }
  let (left, right) = (shrinks[unchecked: 0], shrinks[unchecked: 1])
  if isFirst || (left == Lane(repeating: 1) && right == Lane(repeating: 1)) { return }
  for row in 0..<size {
    let line = gathered + row &* WideTile.columns
    store(load(line) * left, line)
    store(load(line + laneCount) * right, line + laneCount)
  }
}

/// The largest score of each lane, and of `start`.
@inline(__always)
private func maximum(_ column: UnsafePointer<Float>, _ keys: Int, _ start: Lane) -> Lane {
  var (first, second) = (start, start)
  var key = 0
  while key + 2 <= keys {
    let line = column + key &* WideTile.columns
    first = larger(load(line), first)
    second = larger(load(line + WideTile.columns), second)
    key += 2
  }
  if key < keys { first = larger(load(column + key &* WideTile.columns), first) }
  return larger(first, second)
}

/// The larger of two numbers in each lane; the second if the first is no number.
@inline(__always)
private func larger(_ a: Lane, _ b: Lane) -> Lane { b.replacing(with: a, where: a .> b) }

/// Replaces scores by their weights and gives the sum of these in each lane.
@inline(__always)
private func weigh(_ column: UnsafeMutablePointer<Float>, _ keys: Int, _ base: Lane) -> Lane {
  // Four sums, so that no addition waits for the one before and rounding errors stay small.
  var sums = InlineArray<4, Lane>(repeating: Lane())
  var key = 0
  while key + 4 <= keys {
    let line = column + key &* WideTile.columns
    for index in 0..<4 {
      let place = line + index &* WideTile.columns
      let weight = exponential(load(place) - base)
      store(weight, place)
      sums[unchecked: index] += weight
    }
    key += 4
  }
  while key < keys {
    let place = column + key &* WideTile.columns
    let weight = exponential(load(place) - base)
    store(weight, place)
    sums[unchecked: 0] += weight
    key += 1
  }
  return (sums[unchecked: 0] + sums[unchecked: 1]) + (sums[unchecked: 2] + sums[unchecked: 3])
}

/// Divides what the queries have gathered by the sums of their weights and writes it row by row.
///
/// - Parameters:
///   - gathered: `[size, 32]`.
///   - totals: 0 where a query has seen no key; it gets 0.
///   - queries: the queries that exist, 1 to 32.
///   - target: the row of the first query; rows are `leading` apart.
@inline(never)
public func writeGathered(
  _ gathered: UnsafePointer<Float>, totals: UnsafePointer<Float>, queries: Int, size: Int,
  to target: UnsafeMutablePointer<Float>, leading: Int
) {
  for half in 0..<(queries > 16 ? 2 : 1) {
    let offset = half &* laneCount
    let total = load(totals + offset)
    let factor = (1 / total).replacing(with: 0, where: total .== 0)
    let rows = queries &- offset < 16 ? queries &- offset : 16
    var row = 0
    while row < size && size >= laneCount {
      // The last square overlaps the one before.
      let first = row + laneCount <= size ? row : size &- laneCount
      var square = Square(repeating: Lane())
      for index in 0..<16 {
        square[unchecked: index] =
          load(gathered + (first &+ index) &* WideTile.columns + offset) * factor
      }
      square = transposed(square)
      let corner = target + offset &* leading + first
      if rows == 16 {
        for index in 0..<16 { store(square[unchecked: index], corner + index &* leading) }
      } else {
        for index in 0..<rows { store(square[unchecked: index], corner + index &* leading) }
      }
      row += laneCount
    }
    guard size < laneCount else { continue }
    for row in 0..<size {
      let values = load(gathered + row &* WideTile.columns + offset) * factor
      for index in 0..<rows { target[(offset &+ index) &* leading &+ row] = values[index] }
    }
  }
}
