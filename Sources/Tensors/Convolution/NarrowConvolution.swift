/// A convolution of stride 1 with few outputs per group, such as a decoder's last one or a depthwise
/// one, in which a matrix product would spend its time on preparing patches.
///
/// The input rows under a band of output rows are copied once, with their padding; sixteen
/// neighbouring positions of up to four outputs are then summed in registers.
struct NarrowConvolution<Scalar: TensorScalar> {
  private let geometry: ConvolutionGeometry
  private let input: UnsafePointer<Scalar>
  private let weight: UnsafePointer<Scalar>
  private let bias: UnsafePointer<Scalar>?
  private let output: UnsafeMutablePointer<Scalar>
  /// Output rows of a band, the input rows under it, and their padded length.
  private let bandRows: Int
  private let bandInputRows: Int
  private let pitch: Int

  /// Nil if the convolution is of another kind.
  init?(
    _ geometry: ConvolutionGeometry, input: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, output: UnsafeMutablePointer<Scalar>
  ) {
    guard
      geometry.outputs <= 8, geometry.stride == (1, 1), geometry.outputWidth >= 4,
      !geometry.isPointwise
    else { return nil }
    self.geometry = geometry
    self.input = input
    self.weight = weight
    self.bias = bias
    self.output = output
    let reach = geometry.dilation.rows * (geometry.kernelHeight - 1)
    let width = geometry.width + 2 * geometry.padding.columns
    pitch = width + 16
    // About a megabyte, which the second-level cache holds.
    let rows = (1 << 18) / max(1, geometry.channels * pitch) - reach
    bandRows = max(1, min(geometry.outputHeight, rows, 16))
    bandInputRows = bandRows + reach
  }

  func perform() {
    let bands = (geometry.outputHeight + bandRows - 1) / bandRows
    let work = bandRows * geometry.outputWidth * geometry.depth * geometry.outputs
    let tasks = geometry.batch * geometry.groups * bands
    parallelFor(tasks, minimumPerTask: max(1, (1 << 18) / max(1, work))) { range in
      withScratch(geometry.channels * bandInputRows * pitch) { band in
        for task in range {
          let plane = task / bands
          let first = task % bands * bandRows
          perform(
            image: plane / geometry.groups, group: plane % geometry.groups,
            rows: first..<min(geometry.outputHeight, first + bandRows), band)
        }
      }
    }
  }

  private func perform(
    image: Int, group: Int, rows: Range<Int>, _ band: UnsafeMutablePointer<Scalar>
  ) {
    let source =
      input + image * geometry.batchStride + group * geometry.channels * geometry.channelStride
    read(source, firstRow: rows.lowerBound - geometry.padding.rows, to: band)
    for first in stride(from: 0, to: geometry.outputs, by: 4) {
      let output = group * geometry.outputs + first
      let count = min(4, geometry.outputs - first)
      for row in rows {
        let origin = band + (row - rows.lowerBound) * pitch
        if count == 1 {
          sumOne(origin, image, output, row)
        } else {
          sumFour(origin, image, output, count, row)
        }
      }
    }
  }

  private func read(
    _ source: UnsafePointer<Scalar>, firstRow: Int, to band: UnsafeMutablePointer<Scalar>
  ) {
    let lead = geometry.padding.columns
    var target = band
    for channel in 0..<geometry.channels {
      let plane = source + channel * geometry.channelStride
      for y in firstRow..<firstRow + bandInputRows {
        if y >= 0 && y < geometry.height {
          fill(target, lead, 0)
          copy(from: plane + y * geometry.rowStride, geometry.width, to: target + lead)
          fill(target + lead + geometry.width, pitch - lead - geometry.width, 0)
        } else {
          fill(target, pitch, 0)
        }
        target += pitch
      }
    }
  }

  /// One output row of one output; `origin` is the first input row under it, of the first channel.
  private func sumOne(_ origin: UnsafePointer<Scalar>, _ image: Int, _ channel: Int, _ row: Int) {
    let kernel = weight + channel * geometry.depth
    let start = bias.map { $0[channel] } ?? 0
    for x in stride(from: 0, to: geometry.outputWidth, by: 16) {
      var a = SIMD8(repeating: start)
      var b = a
      var next = kernel
      for c in 0..<geometry.channels {
        for i in 0..<geometry.kernelHeight {
          var line = origin + (c * bandInputRows + i * geometry.dilation.rows) * pitch + x
          for _ in 0..<geometry.kernelWidth {
            let factor = SIMD8(repeating: next.pointee)
            a.addProduct(loadVector(SIMD8<Scalar>.self, line), factor)
            b.addProduct(loadVector(SIMD8<Scalar>.self, line + 8), factor)
            line += geometry.dilation.columns
            next += 1
          }
        }
      }
      store(a, b, image, channel, row, x)
    }
  }

  /// One output row of `count` outputs from `channel` on.
  private func sumFour(
    _ origin: UnsafePointer<Scalar>, _ image: Int, _ channel: Int, _ count: Int, _ row: Int
  ) {
    // Outputs that do not exist repeat the last one and are not stored.
    let (n1, n2, n3) = (1, min(2, count - 1), min(3, count - 1))
    let depth = geometry.depth
    let kernel = weight + channel * depth
    func start(_ n: Int) -> SIMD8<Scalar> { SIMD8(repeating: bias.map { $0[channel + n] } ?? 0) }
    for x in stride(from: 0, to: geometry.outputWidth, by: 16) {
      var (a0, a1, a2, a3) = (start(0), start(n1), start(n2), start(n3))
      var (b0, b1, b2, b3) = (a0, a1, a2, a3)
      var next = kernel
      for c in 0..<geometry.channels {
        for i in 0..<geometry.kernelHeight {
          var line = origin + (c * bandInputRows + i * geometry.dilation.rows) * pitch + x
          for _ in 0..<geometry.kernelWidth {
            let (left, right) = (
              loadVector(SIMD8<Scalar>.self, line), loadVector(SIMD8<Scalar>.self, line + 8)
            )
            let (f0, f1) = (SIMD8(repeating: next[0]), SIMD8(repeating: next[n1 * depth]))
            a0.addProduct(left, f0)
            b0.addProduct(right, f0)
            a1.addProduct(left, f1)
            b1.addProduct(right, f1)
            let (f2, f3) = (SIMD8(repeating: next[n2 * depth]), SIMD8(repeating: next[n3 * depth]))
            a2.addProduct(left, f2)
            b2.addProduct(right, f2)
            a3.addProduct(left, f3)
            b3.addProduct(right, f3)
            line += geometry.dilation.columns
            next += 1
          }
        }
      }
      store(a0, b0, image, channel, row, x)
      store(a1, b1, image, channel + n1, row, x)
      if count > 2 { store(a2, b2, image, channel + 2, row, x) }
      if count > 3 { store(a3, b3, image, channel + 3, row, x) }
    }
  }

  @inline(__always)
  private func store(
    _ a: SIMD8<Scalar>, _ b: SIMD8<Scalar>, _ image: Int, _ channel: Int, _ row: Int, _ x: Int
  ) {
    let plane = image * geometry.groups * geometry.outputs + channel
    let target =
      output + plane * geometry.outputArea + row * geometry.outputWidth + x
    let count = geometry.outputWidth - x
    if count >= 16 {
      storeVector(a, to: target)
      storeVector(b, to: target + 8)
    } else {
      for lane in 0..<min(8, count) { target[lane] = a[lane] }
      for lane in 0..<max(0, count - 8) { target[lane + 8] = b[lane] }
    }
  }
}
