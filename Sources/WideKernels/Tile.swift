/// The part of a product that is summed up in registers: up to 14 rows and 32 columns, which take 28 of
/// the 32 registers of AVX-512.
public enum WideTile {
  /// Rows of a full tile.
  public static let rows = 14
  /// Columns of a tile.
  public static let columns = 32
  /// The distance between the columns of a panel of rows: a cache line.
  public static let step = 16
}

/// What becomes of the sums of a tile: `target = alpha · sums + beta · target + biases`.
struct TileTarget {
  /// The first element of the matrix that the tile lies in.
  let base: UnsafeMutablePointer<Float>
  /// The distance between its rows.
  let leading: Int
  let alpha: Float
  /// Nothing is read from the target if this is 0.
  let beta: Float
  /// A number to add for each row of the matrix.
  let rowBias: UnsafePointer<Float>?
  /// A number to add for each column of the matrix.
  let columnBias: UnsafePointer<Float>?
}

/// Where a tile lies in its matrix, and how much of it there is.
struct TilePlace {
  let row: Int
  let column: Int
  let rows: Int
  let columns: Int
}

/// A tile of `height` rows, an even number up to 14: the products of `depth` columns of `a` with as many
/// rows of `b`.
@inline(__always)
func multiplyTile(
  height: Int, depth: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ place: TilePlace, _ target: TileTarget
) {
  if place.columns > laneCount {
    multiplyTile(height: height, isWide: true, depth: depth, a, b, place, target)
  } else {
    multiplyTile(height: height, isWide: false, depth: depth, a, b, place, target)
  }
}

@inline(__always)
private func multiplyTile(
  height: Int, isWide: Bool, depth: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ place: TilePlace, _ target: TileTarget
) {
  switch height {
  case 14: TileSums<7>(isWide, depth, a, b).finish(isWide, place, target)
  case 12: TileSums<6>(isWide, depth, a, b).finish(isWide, place, target)
  case 10: TileSums<5>(isWide, depth, a, b).finish(isWide, place, target)
  case 8: TileSums<4>(isWide, depth, a, b).finish(isWide, place, target)
  case 6: TileSums<3>(isWide, depth, a, b).finish(isWide, place, target)
  case 4: TileSums<2>(isWide, depth, a, b).finish(isWide, place, target)
  default: TileSums<1>(isWide, depth, a, b).finish(isWide, place, target)
  }
}
