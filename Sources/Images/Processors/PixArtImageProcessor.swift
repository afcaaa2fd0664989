public import Tensors

/// The sizes of PixArt, Sana and their kin: trained at certain shapes only.
public enum PixArtImageProcessor {
  /// A trained shape.
  public struct Bin: Sendable, Hashable {
    /// The key of diffusers' table, about `height / width`.
    public let ratio: Double
    /// The height.
    public let height: Int
    /// The width.
    public let width: Int

    /// A shape of `height` by `width`, under `ratio` in the table.
    public init(ratio: Double, height: Int, width: Int) {
      (self.ratio, self.height, self.width) = (ratio, height, width)
    }
  }

  /// The size whose ratio is nearest to `height / width`, the first of several.
  public static func classifyHeightWidthBin(
    height: Int, width: Int, ratios: [Bin]
  ) -> (height: Int, width: Int) {
    let ratio = Double(height) / Double(width)
    let nearest = ratios.min { abs($0.ratio - ratio) < abs($1.ratio - ratio) }
    return nearest.map { ($0.height, $0.width) } ?? (height, width)
  }

  /// `[N, C, H, W]` resized bilinearly to cover `newWidth` by `newHeight` and cut to it.
  public static func resizeAndCrop<Scalar>(
    _ samples: Tensor<Scalar>, newWidth: Int, newHeight: Int
  ) -> Tensor<Scalar> {
    let (height, width) = (samples.shape[2], samples.shape[3])
    if height == newHeight, width == newWidth { return samples }
    let ratio = max(Double(newHeight) / Double(height), Double(newWidth) / Double(width))
    let (resizedWidth, resizedHeight) = (Int(Double(width) * ratio), Int(Double(height) * ratio))
    let resized = interpolate(samples, size: [resizedHeight, resizedWidth], mode: .bilinear)
    let left = (resizedWidth - newWidth) / 2
    let top = (resizedHeight - newHeight) / 2
    return resized.narrowed(2, top..<min(top + newHeight, resizedHeight))
      .narrowed(3, left..<min(left + newWidth, resizedWidth))
  }
}
