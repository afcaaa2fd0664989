/// G g Gᵀ of 3×3 kernels, written as left panels.
struct WinogradKernelTransform<Scalar: TensorScalar> {
  let geometry: ConvolutionGeometry
  let weight: UnsafePointer<Scalar>

  /// Transforms the kernels of the eight outputs of `panel` for `channels`; component k becomes
  /// `[channels, 8]` at `target + k * plane`. Outputs that do not exist repeat the last one.
  func perform(
    panel: Int, channels: Range<Int>, to target: UnsafeMutablePointer<Scalar>, plane: Int
  ) {
    let last = geometry.outputs - 1
    func row(_ lane: Int) -> UnsafePointer<Scalar> {
      weight + min(last, panel * 8 + lane) * geometry.depth + channels.lowerBound * 9
    }
    let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3))
    let (r4, r5, r6, r7) = (row(4), row(5), row(6), row(7))
    for channel in 0..<channels.count {
      let start = channel * 9
      @inline(__always)
      func element(_ index: Int) -> SIMD8<Scalar> {
        let i = start + index
        return SIMD8(r0[i], r1[i], r2[i], r3[i], r4[i], r5[i], r6[i], r7[i])
      }
      // The columns of g first: rows of G g.
      let c0 = WinogradPoints.kernel(element(0), element(3), element(6))
      let c1 = WinogradPoints.kernel(element(1), element(4), element(7))
      let c2 = WinogradPoints.kernel(element(2), element(5), element(8))
      let place = target + channel * 8
      store(c0.0, c1.0, c2.0, to: place, plane)
      store(c0.1, c1.1, c2.1, to: place + 6 * plane, plane)
      store(c0.2, c1.2, c2.2, to: place + 12 * plane, plane)
      store(c0.3, c1.3, c2.3, to: place + 18 * plane, plane)
      store(c0.4, c1.4, c2.4, to: place + 24 * plane, plane)
      store(c0.5, c1.5, c2.5, to: place + 30 * plane, plane)
    }
  }

  @inline(__always)
  private func store(
    _ g0: SIMD8<Scalar>, _ g1: SIMD8<Scalar>, _ g2: SIMD8<Scalar>,
    to target: UnsafeMutablePointer<Scalar>, _ plane: Int
  ) {
    WinogradPoints.store(WinogradPoints.kernel(g0, g1, g2), to: target, plane)
  }
}
