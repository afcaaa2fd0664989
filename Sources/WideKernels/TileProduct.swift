/// target = alpha · a · b + beta · target + biases for packed panels a and b.
///
/// - Parameters:
///   - a: row panels, `rowPanel` apart, from `packRowPanel`; all but the last have `height` rows.
///   - b: column panels, `columnPanel` apart, from `packColumnPanels`.
///   - rows: the rows of a and of the target.
///   - columns: the columns of b and of the target.
///   - height: rows of a panel, an even number up to 14.
///   - depth: how many products each sum has.
///   - target: the first element; rows are `leading` apart. It is not read if `beta` is 0.
///   - rowBias: a number to add for each row, if any.
///   - columnBias: a number to add for each column, if any.
@inline(never)
public func multiplyTiles(
  _ a: UnsafePointer<Float>, rowPanel: Int, _ b: UnsafePointer<Float>, columnPanel: Int,
  rows: Int, columns: Int, height: Int, depth: Int, alpha: Float, beta: Float,
  rowBias: UnsafePointer<Float>?, columnBias: UnsafePointer<Float>?,
  _ target: UnsafeMutablePointer<Float>, leading: Int
) {
  let target = TileTarget(
    base: target, leading: leading, alpha: alpha, beta: beta, rowBias: rowBias,
    columnBias: columnBias)
  var column = 0
  var right = b
  while column < columns {
    // One panel of the right matrix stays in the first-level cache while those of the left one,
    // which are in the second-level cache, pass by.
    let width = columns - column < WideTile.columns ? columns - column : WideTile.columns
    var row = 0
    var left = a
    while row < rows {
      let count = rows - row < height ? rows - row : height
      let place = TilePlace(row: row, column: column, rows: count, columns: width)
      multiplyTile(height: (count + 1) / 2 * 2, depth: depth, left, right, place, target)
      row += height
      left += rowPanel
    }
    column += WideTile.columns
    right += columnPanel
  }
}
