import Foundation
import Tensors

extension Tensor {
  /// What Python prints for a `torch.Tensor` of the default type: four digits, lines of 80
  /// characters, and from more than 1,000 elements on only three at each edge.
  ///
  /// Source: `torch/_tensor_str.py`.
  var torchDescription: String {
    guard count > 0 else {
      return "tensor([]" + (rank == 1 ? ")" : ", size=(\(Self.joined(shape))))")
    }
    let isSummary = count > 1000
    let shown = isSummary ? summarized : self
    let printer = TorchPrinter<Scalar>(
      format: TorchNumberFormat(shown.values.map { Double($0) }), isSummary: isSummary)
    return "tensor(" + printer.text(self, indent: 7) + ")"
  }

  private static func joined(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: ", ")
  }

  /// The elements that a summary shows.
  private var summarized: Tensor {
    shape.indices.reduce(self) { tensor, dimension in
      let extent = tensor.shape[dimension]
      guard extent > 2 * torchEdgeItems else { return tensor }
      return .concatenated(
        [
          tensor.narrowed(dimension, 0..<torchEdgeItems),
          tensor.narrowed(dimension, (extent - torchEdgeItems)..<extent),
        ], dimension)
    }
  }
}

private let torchEdgeItems = 3

/// How the numbers of one tensor are written, chosen from those that are shown.
private struct TorchNumberFormat {
  private enum Style { case integers, fixed, scientific }

  private let style: Style
  let width: Int

  init(_ values: [Double]) {
    let numbers = values.filter { $0.isFinite && $0 != 0 }
    let magnitudes = numbers.map(abs)
    guard let smallest = magnitudes.min(), let largest = magnitudes.max() else {
      (style, width) = (.integers, 1)
      return
    }
    let isWhole = numbers.allSatisfy { $0 == $0.rounded(.up) }
    let isScientific = largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4
    let style: Style = isScientific ? .scientific : isWhole ? .integers : .fixed
    self.style = style
    width = max(1, numbers.map { Self.digits($0, style).count }.max() ?? 1)
  }

  func text(_ value: Double) -> String {
    var digits = Self.digits(value, style)
    // Python pads by the width that it took from finite numbers.
    if !value.isFinite { digits = value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    return String(repeating: " ", count: max(0, width - digits.count)) + digits
  }

  private static func digits(_ value: Double, _ style: Style) -> String {
    switch style {
    case .integers: String(format: "%.0f.", value)
    case .fixed: String(format: "%.4f", value)
    case .scientific: String(format: "%.4e", value)
    }
  }
}

/// Lays out the brackets and lines of a tensor.
private struct TorchPrinter<Scalar: TensorScalar> {
  let format: TorchNumberFormat
  let isSummary: Bool

  func text(_ tensor: Tensor<Scalar>, indent: Int) -> String {
    switch tensor.rank {
    case 0: return format.text(Double(tensor.item))
    case 1: return vector(tensor.values.map { Double($0) }, indent)
    default:
      let lines = String(repeating: "\n", count: tensor.rank - 1)
      let separator = "," + lines + String(repeating: " ", count: indent + 1)
      let slices = shown(Array(0..<tensor.shape[0])) { text(tensor[$0], indent: indent + 1) }
      return "[" + slices.joined(separator: separator) + "]"
    }
  }

  private func vector(_ values: [Double], _ indent: Int) -> String {
    let perLine = max(1, (80 - indent) / (format.width + 2))
    let items = shown(values, ellipsis: " ...", format.text)
    let lines = stride(from: 0, to: items.count, by: perLine).map {
      items[$0..<min($0 + perLine, items.count)].joined(separator: ", ")
    }
    return "[" + lines.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "]"
  }

  /// All items, or in a summary those at the edges.
  private func shown<Item>(
    _ items: [Item], ellipsis: String = "...", _ text: (Item) -> String
  ) -> [String] {
    guard isSummary, items.count > 2 * torchEdgeItems else { return items.map(text) }
    return items.prefix(torchEdgeItems).map(text) + [ellipsis]
      + items.suffix(torchEdgeItems).map(text)
  }
}
