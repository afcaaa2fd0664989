import Foundation

/// What the page needs to show cases.
struct CaseSources {
  let run: SuiteDescription
  /// The checkout with the goldens.
  let checkout: URL
  /// The folder of the report.
  let folder: URL?
}

extension CaseGroup {
  private static let longestText = 800
  private static let requestLimit = 32 << 10

  /// The group with everything that there is to see.
  func markup(_ sources: CaseSources) -> Markup {
    let golden = golden(in: sources.checkout)
    let failures = cases.filter { !$0.isPassed && $0.verdict != .skipped }
    var content = cases.map { markup($0, golden, sources) }.joined()
    if failures.isEmpty {
      if section.level == .pipeline {
        content += CasePictures(golden: golden, actual: nil).goldenFigures
      }
      content += command(cases[0], sources.run)
    }
    if section.level == .pipeline || !failures.isEmpty { content += request(golden) }
    return details(content)
  }

  /// The group with verdicts alone.
  var brief: Markup { details(.empty) }

  private func details(_ content: Markup) -> Markup {
    let states = cases.map { item in
      Markup.element(
        "span", ["class": "state \(item.tone)"],
        .text([item.format, item.word].filter { !$0.isEmpty }.joined(separator: " ")))
    }
    return .element(
      "details", ["class": isUnexpected ? "case bad" : "case"],
      .element(
        "summary", [:], .element("code", [:], title(isListed: false)), .text(" "), states.joined()),
      .element("div", ["class": "body", "id": anchor], content)) + .text("\n")
  }

  /// The id, whose parts are marked, so that narrow pages can do without the first.
  ///
  /// - Parameter isListed: Whether it stands among those of other classes.
  func title(isListed: Bool) -> Markup {
    let parts = id.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return .text(id) }
    guard isListed else {
      return .element("span", ["class": "path"], .text("\(parts[0])/\(parts[1])/"))
        + .text(String(parts[2]))
    }
    return .element("span", ["class": "path"], .text("\(parts[0])/")) + .name("\(parts[1])")
      + .text("/") + .element("wbr", [:]) + .text(String(parts[2]))
  }

  private func markup(_ item: CaseReport, _ golden: URL?, _ sources: CaseSources) -> Markup {
    var facts = [item.entryCount > 0 ? "\(item.entryCount) compared" : ""]
    if let closest = item.closest {
      facts.append("closest to its limit: \(closest.name) at \(closest.percentOfLimit)")
    }
    if let times = item.output?.timesNoise { facts.append("output \(short(times)) × noise") }
    if item.seconds > 0 { facts.append(String(format: "%.2f s", item.seconds)) }
    var content = Markup.element(
      "p", ["class": "facts"],
      .element("b", ["class": item.tone], .text("\(item.format) \(item.word)")),
      .text(" " + facts.filter { !$0.isEmpty }.joined(separator: " · ")))
    if let entry = item.divergence?.entry {
      content += paragraph("fault", "first divergent entry: \(entry)")
    }
    if let reason = item.reason { content += paragraph("reason", reason) }
    content += item.diagnosis.prefix(5).map { paragraph("hint", "looks like: \($0)") }.joined()
    content += item.remarks.prefix(5).map { paragraph("remark", $0) }.joined()
    if item.level.pageLevel == .pipeline || !item.isPassed, let chart = ErrorChart(item) {
      content += chart.svg
    }
    guard !item.isPassed, item.verdict != .skipped else { return content }
    if item.level.pageLevel == .pipeline {
      let actual = item.folder.flatMap { path in sources.folder?.appending(path: path) }
      content += CasePictures(golden: golden, actual: actual).comparedFigures
    }
    return content + command(item, sources.run)
  }

  private func paragraph(_ style: String, _ text: String) -> Markup {
    .element("p", ["class": style], .text(printable(text, limit: Self.longestText)))
  }

  private func command(_ item: CaseReport, _ run: SuiteDescription) -> Markup {
    .element("pre", ["class": "command"], .text(run.repeatCommand(item)))
  }

  private func request(_ golden: URL?) -> Markup {
    let file = golden.map { ResultFile(folder: $0, sizeLimit: Self.requestLimit) }
    guard let bytes = try? file?.bytes("request.json") else { return .empty }
    return .element(
      "details", ["class": "request"], .element("summary", [:], .text("request.json")),
      .element("pre", [:], .text(String(decoding: bytes, as: UTF8.self))))
  }
}

extension CaseReport {
  /// The number format behind the level where that is not the page's.
  fileprivate var format: String {
    [level == .image ? "image" : "", precision?.rawValue ?? ""].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// The verdict, and how the case counts where that is not the same.
  fileprivate var word: String {
    switch standing {
    case .passed, .failed, .skipped: verdict.rawValue
    default: "\(verdict.rawValue), \(standing.phrase)"
    }
  }

  /// How the page colours the case.
  var tone: String {
    switch standing {
    case .passed: "good"
    case .failed, .unexpectedPass: "bad"
    case .expectedFailure, .quarantined: "warning"
    case .skipped: "faint"
    }
  }
}
