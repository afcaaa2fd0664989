/// The table of classes by verdict.
struct Matrix {
  private let sections: [(key: CaseGroup.Section, cases: [CaseReport])]

  /// The table of `groups`.
  init(_ groups: [CaseGroup]) {
    sections = Dictionary(grouping: groups, by: \.section).sorted { $0.key < $1.key }
      .map { ($0.key, $0.value.flatMap(\.cases)) }
  }

  /// The verdicts that there are.
  private var verdicts: [Verdict] {
    let all = Set(sections.flatMap(\.cases).map(\.verdict))
    return Verdict.allCases.filter(all.contains)
  }

  /// The table, a body for each level.
  var markup: Markup {
    let titles = verdicts.map { Markup.element("th", ["scope": "col"], .text($0.rawValue)) }
    let levels = CaseGroup.Section.levels.filter { level in
      sections.contains { $0.key.level == level }
    }
    return .element(
      "section", [:], .element("h2", [:], .text("Classes by verdict")),
      .element(
        "div", ["class": "scroll"],
        .element(
          "table", [:],
          .element(
            "thead", [:],
            .element(
              "tr", [:], .element("th", ["scope": "col"], .text("class")), titles.joined())),
          levels.map(body).joined())))
  }

  private func body(_ level: Level) -> Markup {
    let rows = sections.filter { $0.key.level == level }.map(row)
    return .element(
      "tbody", [:],
      .element(
        "tr", ["class": "level"],
        .element(
          "th", ["colspan": "\(verdicts.count + 1)", "scope": "rowgroup"],
          .text(level.heading))),
      rows.joined())
  }

  private func row(_ key: CaseGroup.Section, _ cases: [CaseReport]) -> Markup {
    let cells = verdicts.map { verdict -> Markup in
      let own = cases.filter { $0.verdict == verdict }
      guard let worst = own.first(where: \.standing.isUnexpected) ?? own.first else {
        return .element("td", [:], .empty)
      }
      return .element("td", ["class": worst.tone], .text("\(own.count)"))
    }
    return .element(
      "tr", [:],
      .element(
        "th", ["scope": "row"],
        .element("a", ["href": "#\(key.anchor)"], .name(key.className))),
      cells.joined())
  }
}

extension CaseGroup.Section {
  /// The id of the section on the page.
  var anchor: String {
    "\(level.rawValue)-"
      + className.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.map(String.init)
      .joined()
  }
}
