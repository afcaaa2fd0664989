import Foundation

/// The error of a run over its entries in call order, as a fraction of each entry's limit, on a
/// logarithmic scale whose middle is the limit.
struct ErrorChart {
  private let entries: [EntryReport]
  private let divergence: String?

  private static let width = 200.0
  private static let height = 60.0
  /// The powers of ten above and below the limit.
  private static let decades = 4.0
  private static let mostPoints = 100

  /// The chart of a case; nil if it has no two entries to draw a line between.
  init?(_ item: CaseReport) {
    guard item.entries.count > 1 else { return nil }
    entries = item.entries
    divergence = item.divergence?.entry
  }

  /// The chart, which stretches to any width.
  var svg: Markup {
    let limit = Self.height / 2
    return .element(
      "svg",
      [
        "class": "chart", "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))",
        "preserveAspectRatio": "none", "role": "img", "aria-label": label,
      ],
      steps,
      .element(
        "path", ["class": "limit", "d": "M0 \(Int(limit))H\(Int(Self.width))"], .empty),
      .element("polyline", ["points": points], .empty), marker)
  }

  private var label: String {
    let closest = entries.max { $0.ratio < $1.ratio }
    return "Error over limit of \(entries.count) entries"
      + (closest.map { ", at most \($0.percentOfLimit)" } ?? "")
  }

  private func x(_ index: Int) -> Int {
    Int((Double(index) / Double(entries.count - 1) * Self.width).rounded())
  }

  private func y(_ ratio: Double) -> Int {
    let power = ratio > 0 ? log10(ratio) : -Self.decades
    let clamped = min(max(power.isNaN ? Self.decades : power, -Self.decades), Self.decades)
    return Int(((1 - clamped / Self.decades) / 2 * Self.height).rounded())
  }

  /// The line, of long runs through the largest error of neighbours.
  private var points: String {
    let bucket = (entries.count + Self.mostPoints - 1) / Self.mostPoints
    return stride(from: 0, to: entries.count, by: bucket).map { start in
      let range = start..<min(start + bucket, entries.count)
      let worst = range.max { entries[$0].ratio < entries[$1].ratio } ?? start
      return "\(x(worst)),\(y(entries[worst].ratio))"
    }.joined(separator: " ")
  }

  /// A mark where each denoising step ends.
  private var steps: Markup {
    var seen: Set<Substring> = []
    let places = entries.indices.filter { index in
      let parts = entries[index].name.split(separator: ".")
      return parts.count > 3 && parts[0...1] == ["scheduler", "step"] && parts[3] == "out"
        && seen.insert(parts[2]).inserted
    }
    guard !places.isEmpty, places.count <= Self.mostPoints else { return .empty }
    let marks = places.map { "M\(x($0)) 56V60" }.joined()
    return .element("path", ["class": "steps", "d": marks], .empty)
  }

  /// A line at the first divergent entry.
  private var marker: Markup {
    guard let place = entries.firstIndex(where: { $0.name == divergence }) else { return .empty }
    return .element("path", ["class": "fault", "d": "M\(x(place)) 0V60"], .empty)
  }
}
