public import Foundation

/// The suite's results as one page without anything outside it: a matrix of classes by verdict, and each
/// case with its pictures, its error over the entries, its request and the command that repeats it.
public struct HTMLReport: Sendable {
  private let report: SuiteReport
  private let sources: CaseSources
  private let sizeLimit: Int

  /// The largest page in bytes.
  public static let defaultSizeLimit = 14_000_000
  private static let shownFailures = 100

  /// The page of a report.
  ///
  /// - Parameters:
  ///   - folder: The folder of the report, with the runs' pictures; nil if there are none.
  ///   - checkout: The folder that holds `Golden`.
  ///   - sizeLimit: The most bytes of cases that are shown with everything; of others, passed ones
  ///     first, there are verdicts alone.
  public init(
    _ report: SuiteReport, folder: URL?, checkout: URL = Suite.checkout,
    sizeLimit: Int = HTMLReport.defaultSizeLimit
  ) {
    self.report = report
    self.sizeLimit = sizeLimit
    sources = CaseSources(run: report.run, checkout: checkout, folder: folder)
  }

  /// The page, well-formed as XML, too.
  public var text: String {
    let groups = CaseGroup.all(report.cases)
    let (sections, briefCount) = classes(groups)
    let title = "Conformance of \(report.run.title)"
    let head = Markup.element(
      "head", [:], .element("meta", ["charset": "utf-8"]),
      .element(
        "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
            + "script-src 'unsafe-inline'",
        ]), .element("title", [:], .text(title)), .element("style", [:], Self.style))
    let body = Markup.element(
      "body", [:], header(title, briefCount), failures(groups),
      Matrix(groups).markup, Self.guide, Self.filter, sections,
      .element("script", [:], Self.script))
    let page = Markup.element("html", ["lang": "en"], head, body)
    return "<!DOCTYPE html>\n\(page.source)\n"
  }

  /// The groups by section: as many as the limit allows with everything, failed ones first.
  private func classes(_ groups: [CaseGroup]) -> (markup: Markup, briefCount: Int) {
    var room = sizeLimit
    var shown: [Int: Markup] = [:]
    for group in groups.filter(\.isUnexpected) + groups.filter({ !$0.isUnexpected }) {
      let full = room > 0 ? group.markup(sources) : nil
      if let full, full.size < room {
        shown[group.number] = full
        room -= full.size
      } else {
        room -= group.brief.size
      }
    }
    let classes = Dictionary(grouping: groups, by: \.section).sorted { $0.key < $1.key }
    let sections = classes.map { section, groups in
      let cases = groups.sorted { ($0.isUnexpected ? 0 : 1) < ($1.isUnexpected ? 0 : 1) }
        .map { shown[$0.number] ?? $0.brief }
      return Markup.element(
        "section", ["class": "class", "id": section.anchor],
        .element(
          "h2", [:], .name(section.className), .text(" "),
          .element("small", [:], .text(section.level.heading.lowercased()))),
        cases.joined())
    }
    return (sections.joined(), groups.count - shown.count)
  }

  private func header(_ title: String, _ briefCount: Int) -> Markup {
    var facts = ["suite \(report.run.suite)"]
    if let shard = report.run.shard { facts.append("part \(shard)") }
    if let seconds = report.end?.seconds { facts.append(String(format: "%.1f s", seconds)) }
    var content = Markup.element("h1", [:], .text(title))
    content += .element(
      "p", ["class": report.isPassed ? "tally good" : "tally bad"], .text(report.cases.tally))
    content += bar + .element("p", ["class": "faint"], .text(facts.joined(separator: " · ")))
    if let command = report.run.command {
      content += .element("pre", ["class": "command"], .text(command))
    }
    if let shortfall = report.shortfall {
      content += .element("p", ["class": "warning"], .text(shortfall))
    }
    if briefCount > 0 {
      content += .element(
        "p", ["class": "warning"],
        .text("\(briefCount) cases are shown by their verdicts alone, to keep the page small."))
    }
    return .element("header", [:], content)
  }

  /// The shares of passed, failed and other cases.
  private var bar: Markup {
    let tones = Dictionary(grouping: report.cases, by: \.tone).mapValues(\.count)
    let parts = ["good", "bad", "warning", "faint"].compactMap { tone in
      tones[tone].map {
        Markup.element("i", ["class": tone, "style": "flex-grow:\($0)"], .empty)
      }
    }
    return .element("div", ["class": "bar", "aria-hidden": "true"], parts.joined())
  }

  private func failures(_ groups: [CaseGroup]) -> Markup {
    let failed = groups.filter(\.isUnexpected)
    guard !failed.isEmpty else { return .empty }
    let rows = failed.prefix(Self.shownFailures).map { group -> Markup in
      let first = group.cases.first { $0.standing.isUnexpected } ?? group.cases[0]
      let reason = [first.divergence?.entry, first.reason].compactMap { $0 }
        .joined(separator: ": ")
      return .element(
        "li", [:], .element("a", ["href": "#\(group.anchor)"], group.title(isListed: true)),
        .text(" \(first.verdict.rawValue) "),
        .element("span", ["class": "faint"], .text(printable(reason, limit: 300))))
    }
    let rest = failed.count - rows.count
    return .element(
      "section", [:], .element("h2", [:], .text("What went wrong")),
      .element("ol", ["class": "failures"], rows.joined()),
      rest > 0 ? .element("p", [:], .text("… and \(rest) more")) : .empty)
  }
}
