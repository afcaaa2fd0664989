import Foundation

/// The results as a picture: how fast each implementation is and how much memory the reference takes,
/// relative to PyTorch.
struct BenchmarkPlot {
  /// The page that a picture is for.
  enum Theme {
    case light, dark
  }

  private let results: [BenchmarkResult]
  private let implementations: [BenchmarkImplementation]

  private static let width = 860.0
  private static let left = 262.0
  private static let right = 284.0
  /// Where the bars of memory lie: from the left to what is as much as PyTorch's.
  private static let memory = (left: 650.0, whole: 104.0)
  private static let top = 92.0
  private static let bar = 11.0
  private static let gap = 16.0

  init(_ results: [BenchmarkResult]) {
    self.results = results.filter {
      $0.item.x == nil && $0.speed(.reference) != nil
    }
    let shown = self.results
    // What computes products alone is no implementation.
    implementations = BenchmarkImplementation.allCases.filter { implementation in
      implementation.runsModels
        && shown.contains { $0.speed(implementation) != nil }
    }
  }

  /// The picture as SVG.
  func svg(_ theme: Theme) -> String {
    let palette = Palette(theme)
    var y = Self.top
    var body: [Markup] = []
    let rows = results.map { result -> (result: BenchmarkResult, y: Double, height: Double) in
      let bars = implementations.filter { result.speed($0) != nil }.count
      let height = Double(bars) * (Self.bar + 2)
      defer { y += height + Self.gap }
      return (result, y, height)
    }
    let bottom = y - Self.gap + 8
    let height = bottom + 44
    body += grid(palette, bottom)
    for row in rows { body += bars(row.result, at: row.y, height: row.height, palette) }
    body += baseline(palette, bottom)
    let content = (heading(palette) + body).reduce(Markup.empty, +)
    return Markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img", "width": number(Self.width),
        "height": number(height), "viewBox": "0 0 \(number(Self.width)) \(number(height))",
        "font-family": "-apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
      ],
      .element(
        "title", [:],
        .text("Speed and memory in float32 on the CPU, relative to PyTorch")),
      .element("rect", ["width": "100%", "height": "100%", "rx": "8", "fill": palette.page]),
      content
    ).source
  }

  /// The largest speed on the axis; what is faster is cut and says so.
  private var limit: Double {
    let speeds = results.flatMap { result in implementations.compactMap { result.speed($0) } }
    let usual = speeds.filter { $0 <= 4 }.max() ?? 1
    return max(1.5, (usual * 2 + 0.3).rounded(.up) / 2)
  }

  private func x(_ speed: Double) -> Double {
    Self.left + (Self.width - Self.left - Self.right) * min(speed, limit) / limit
  }

  private func heading(_ palette: Palette) -> [Markup] {
    var texts = [
      text(
        "Speed in float32 on the CPU", 24, 34, palette.ink, size: 17, weight: 600),
      text(
        "relative to PyTorch, same machine, taking turns; longer is faster", 24, 54,
        palette.muted, size: 12.5),
      text("Memory", Self.memory.left, 34, palette.ink, size: 17, weight: 600),
      text("beyond the weights, of PyTorch's", Self.memory.left, 54, palette.muted, size: 12.5),
    ]
    var start = 24.0
    for implementation in implementations {
      texts.append(
        box(start, 66, 11, 11, palette.fill(implementation)))
      texts.append(
        text(
          implementation.title, start + 17, 75.5,
          implementation == .reference ? palette.ink : palette.muted, size: 12,
          weight: implementation == .reference ? 600 : 400))
      start += 17 + Double(implementation.title.count) * 6.7 + 22
    }
    return texts
  }

  private func grid(_ palette: Palette, _ bottom: Double) -> [Markup] {
    stride(from: 0, through: limit, by: 0.5).flatMap { speed in
      [
        line(x(speed), Self.top - 6, bottom, palette.grid),
        text(
          speed == 0 ? "0" : String(format: speed.rounded() == speed ? "%.0f×" : "%.1f×", speed),
          x(speed), bottom + 18, palette.muted, size: 11.5, anchor: "middle"),
      ]
    }
  }

  private func baseline(_ palette: Palette, _ bottom: Double) -> [Markup] {
    [line(x(1), Self.top - 6, bottom, palette.muted, dash: "3 3")]
  }

  private func bars(
    _ result: BenchmarkResult, at y: Double, height: Double, _ palette: Palette
  ) -> [Markup] {
    var elements = [
      text(
        result.item.title, Self.left - 14, y + height / 2 + 4, palette.ink, size: 12.5,
        anchor: "end")
    ]
    var y = y
    for implementation in implementations {
      guard let speed = result.speed(implementation) else { continue }
      let end = x(speed)
      elements.append(
        box(Self.left, y, end - Self.left, Self.bar, palette.fill(implementation)))
      let isOwn = implementation == .reference
      if isOwn || implementation != .eager {
        elements.append(
          text(
            String(format: speed < 10 ? "%.2f×" : "%.0f×", speed) + (speed > limit ? " →" : ""),
            end + 6, y + Self.bar - 1.5, isOwn ? palette.ink : palette.muted, size: 11,
            weight: isOwn ? 600 : 400))
      }
      y += Self.bar + 2
    }
    return elements + memory(result, at: y - height / 2, palette)
  }

  /// The reference's memory, before a background as long as PyTorch's.
  private func memory(
    _ result: BenchmarkResult, at y: Double, _ palette: Palette
  ) -> [Markup] {
    guard let ratio = result.memoryRatio else { return [] }
    let (left, whole) = Self.memory
    let length = whole * min(ratio, 1.25)
    return [
      box(left, y - 6, whole, Self.bar, palette.grid),
      box(left, y - 6, length, Self.bar, palette.fill(.reference)),
      text(
        String(format: "%.0f %%", 100 * ratio), left + max(whole, length) + 8, y + 3.5,
        palette.ink, size: 11, weight: 600),
    ]
  }

  private func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: String
  ) -> Markup {
    .element(
      "rect",
      [
        "x": number(x), "y": number(y), "width": number(width), "height": number(height),
        "rx": "2.5", "fill": colour,
      ])
  }

  private func line(
    _ x: Double, _ from: Double, _ to: Double, _ colour: String, dash: String = "none"
  ) -> Markup {
    .element(
      "line",
      [
        "x1": number(x), "y1": number(from), "x2": number(x), "y2": number(to), "stroke": colour,
        "stroke-dasharray": dash,
      ])
  }

  private func text(
    _ content: String, _ x: Double, _ y: Double, _ colour: String, size: Double,
    weight: Int = 400, anchor: String = "start"
  ) -> Markup {
    .element(
      "text",
      [
        "x": number(x), "y": number(y), "fill": colour, "font-size": number(size),
        "font-weight": "\(weight)", "text-anchor": anchor,
      ], .text(content))
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }
}

/// The colours of a theme.
private struct Palette {
  let page: String
  let ink: String
  let muted: String
  let grid: String
  private let fills: [BenchmarkImplementation: String]

  init(_ theme: BenchmarkPlot.Theme) {
    switch theme {
    case .light:
      (page, ink, muted, grid) = ("#ffffff", "#1f2328", "#656d76", "#e4e7eb")
      fills = [
        .reference: "#e8590c", .eager: "#adb5bd", .compiled: "#748ffc", .openvino: "#63c5b5",
      ]
    case .dark:
      (page, ink, muted, grid) = ("#0d1117", "#e6edf3", "#8d96a0", "#262c36")
      fills = [
        .reference: "#ff7a33", .eager: "#5b636d", .compiled: "#5c72d6", .openvino: "#3d9e8f",
      ]
    }
  }

  func fill(_ implementation: BenchmarkImplementation) -> String {
    fills[implementation] ?? muted
  }
}
