/// What `padded` puts around a tensor; torch's names, of convolutions' `padding_mode`, as raw values.
public enum PaddingMode: String, Sendable, CaseIterable {
  /// A constant value; `torch.nn.functional.pad` calls it `constant`.
  case zeros
  /// Mirrored without repeating the edge.
  case reflect
  /// The edge repeated.
  case replicate
  /// The opposite side.
  case circular
}

/// `torch.nn.functional.pad` of the last two dimensions.
///
/// - Parameters:
///   - x: `[..., H, W]`, or `[W]` with `top` and `bottom` 0.
///   - left: columns in front of the first; negative amounts cut columns off.
///   - value: what `zeros` fills with.
/// - Returns: `[..., top + H + bottom, left + W + right]`.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func padded<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, left: Int = 0, right: Int = 0, top: Int = 0, bottom: Int = 0,
  mode: PaddingMode = .zeros, value: Scalar = 0
) -> Tensor<Scalar> {
  let timer = KernelTimer("pad")
  defer { timer.stop() }
  precondition(x.rank > 1 || (x.rank == 1 && top == 0 && bottom == 0), "cannot pad \(x.shape)")
  let (height, width) = (x.rank > 1 ? x.extent(-2) : 1, x.extent(-1))
  let (newHeight, newWidth) = (height + top + bottom, width + left + right)
  precondition(newHeight >= 0 && newWidth >= 0, "padding removes more than \(x.shape) has")
  var shape = x.shape
  shape[shape.count - 1] = newWidth
  if x.rank > 1 { shape[shape.count - 2] = newHeight }
  let rows = mode.sources(extent: height, before: top, count: newHeight)
  let columns = mode.sources(extent: width, before: left, count: newWidth)
  // The columns whose source is simply `left` further to the left are copied in one go.
  let inside = max(0, left)..<max(max(0, left), min(newWidth, left + width))

  return x.withContiguous { source in
    Tensor(unsafeUninitialized: shape) { target in
      guard newHeight * newWidth > 0, let output = target.baseAddress else { return }
      let planes = target.count / (newHeight * newWidth)
      guard let input = source.baseAddress else { return }
      for plane in 0..<planes {
        let input = input + plane * height * width
        var row = output + plane * newHeight * newWidth
        for y in 0..<newHeight {
          if rows[y] < 0 {
            fill(row, newWidth, value)
          } else {
            let from = input + rows[y] * width
            for x in 0..<inside.lowerBound { row[x] = columns[x] < 0 ? value : from[columns[x]] }
            copy(from: from + (inside.lowerBound - left), inside.count, to: row + inside.lowerBound)
            for x in inside.upperBound..<newWidth {
              row[x] = columns[x] < 0 ? value : from[columns[x]]
            }
          }
          row += newWidth
        }
      }
    }
  }
}

extension PaddingMode {
  /// For each of `count` positions of a padded dimension the index it shows, -1 for the constant.
  fileprivate func sources(extent: Int, before: Int, count: Int) -> [Int] {
    switch self {
    case .zeros: break
    case .reflect:
      precondition(
        before < extent && count - before - extent < extent,
        "reflect padding must be smaller than the extent \(extent)")
    case .replicate: precondition(extent > 0 || count == 0, "replicate padding of nothing")
    case .circular:
      precondition(
        before <= extent && count - before - extent <= extent,
        "circular padding must not exceed the extent \(extent)")
    }
    return (0..<count).map { position in
      let index = position - before
      guard index < 0 || index >= extent else { return index }
      switch self {
      case .zeros: return -1
      case .reflect: return index < 0 ? -index : 2 * (extent - 1) - index
      case .replicate: return index < 0 ? 0 : extent - 1
      case .circular: return index < 0 ? index + extent : index - extent
      }
    }
  }
}
