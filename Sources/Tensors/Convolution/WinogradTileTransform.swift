/// Bᵀ d B of the 6×6 input tiles under some rows of output tiles, written as right panels.
struct WinogradTileTransform<Scalar: TensorScalar> {
  let geometry: ConvolutionGeometry
  let blocks: WinogradBlocks
  let input: UnsafePointer<Scalar>
  /// Rows of tiles, counted over all images.
  let rows: Range<Int>

  var tileCount: Int { rows.count * blocks.tileColumns }

  /// The distance between the 36 elements of a tile in scratch memory, where neighbouring tiles are
  /// neighbours; the last step of eight may write beyond the last tile.
  private var pitch: Int { (tileCount + 15) / 16 * 16 + 16 }

  private var lineLength: Int { 4 * blocks.tileColumns + 64 }

  var scratchSize: Int { 36 * pitch + 36 * 8 + lineLength }

  /// Transforms the tiles of one channel.
  func perform(
    channel: Int, to tiles: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let columns = PanelProduct<Scalar>.columns
    let half = scratch + 36 * pitch
    gather(channel: channel, to: scratch, line: half + 36 * 8)
    for start in stride(from: 0, to: tileCount, by: 8) {
      let target =
        tiles + start / columns * columns * geometry.channels + channel * columns + start % columns
      transform(scratch + start, half, to: target)
    }
  }

  /// Eight tiles: columns of tiles to `half`, then the rows of these to their 36 places.
  @inline(__always)
  private func transform(
    _ source: UnsafePointer<Scalar>, _ half: UnsafeMutablePointer<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    typealias Points = WinogradPoints<SIMD8<Scalar>>
    for column in 0..<6 {
      let values = Points.tile(Points.load(source + column * pitch, 6 * pitch))
      Points.store(values, to: half + column * 8, 48)
    }
    for row in 0..<6 {
      let values = Points.tile(Points.load(half + row * 48, 8))
      Points.store(values, to: target + row * 6 * blocks.tiles.plane, blocks.tiles.plane)
    }
  }

  /// Writes element (i, j) of tile t to `target + (6 * i + j) * pitch + t`.
  private func gather(
    channel: Int, to target: UnsafeMutablePointer<Scalar>, line: UnsafeMutablePointer<Scalar>
  ) {
    let columns = blocks.tileColumns
    let lead = geometry.padding.columns
    let count = min(geometry.width, 4 * columns + 2 - lead)
    fill(line, lead, 0)
    fill(line + lead + count, lineLength - lead - count, 0)
    for (index, row) in rows.enumerated() {
      let (image, tileRow) = (row / blocks.tileRows, row % blocks.tileRows)
      let plane =
        input + image * geometry.batchStride + channel * geometry.channelStride
      for i in 0..<6 {
        let y = 4 * tileRow + i - geometry.padding.rows
        let place = target + 6 * i * pitch + index * columns
        guard y >= 0 && y < geometry.height else {
          for j in 0..<6 { fill(place + j * pitch, columns, 0) }
          continue
        }
        let source = plane + y / geometry.enlargement * geometry.rowStride
        if geometry.enlargement == 1 {
          copy(from: source, count, to: line + lead)
        } else {
          repeatElements(of: source, count, to: line + lead)
        }
        spread(line, to: place)
      }
    }
    // What the last step reads beyond the last tile.
    for k in 0..<36 { fill(target + k * pitch + tileCount, pitch - tileCount, 0) }
  }

  /// `count` elements, each of the source `enlargement` times.
  @inline(__always)
  private func repeatElements(
    of source: UnsafePointer<Scalar>, _ count: Int, to target: UnsafeMutablePointer<Scalar>
  ) {
    var x = 0
    while geometry.enlargement == 2 && x + 16 <= count {
      var pairs = SIMD16<Scalar>()
      pairs.evenHalf = loadVector(SIMD8<Scalar>.self, source + x / 2)
      pairs.oddHalf = pairs.evenHalf
      storeVector(pairs, to: target + x)
      x += 16
    }
    while x < count {
      target[x] = source[x / geometry.enlargement]
      x += 1
    }
  }

  /// Element j of tile t of a line to `target + j * pitch + t`.
  @inline(__always)
  private func spread(
    _ line: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>
  ) {
    let columns = blocks.tileColumns
    for t in stride(from: 0, to: columns, by: 8) {
      let a = loadVector(SIMD16<Scalar>.self, line + 4 * t)
      let b = loadVector(SIMD16<Scalar>.self, line + 4 * t + 16)
      let even = SIMD16(lowHalf: a.evenHalf, highHalf: b.evenHalf)
      let odd = SIMD16(lowHalf: a.oddHalf, highHalf: b.oddHalf)
      storeVector(even.evenHalf, to: target + t)
      storeVector(odd.evenHalf, to: target + pitch + t)
      storeVector(even.oddHalf, to: target + 2 * pitch + t)
      storeVector(odd.oddHalf, to: target + 3 * pitch + t)
    }
    // The last two columns are the first two of the next tile.
    copy(from: target + 1, columns - 1, to: target + 4 * pitch)
    copy(from: target + pitch + 1, columns - 1, to: target + 5 * pitch)
    target[4 * pitch + columns - 1] = line[4 * columns]
    target[5 * pitch + columns - 1] = line[4 * columns + 1]
  }
}
