import Foundation

/// The reports of one case: whole runs and results alone, in all number formats.
struct CaseGroup {
  let id: String
  /// The reports, those of the page's order.
  let cases: [CaseReport]
  /// The number of the group on the page.
  let number: Int

  /// The groups of a report, in the order of levels and ids.
  static func all(_ cases: [CaseReport]) -> [CaseGroup] {
    var ids: [String] = []
    var groups: [String: [CaseReport]] = [:]
    for item in cases.sorted(by: { $0.key < $1.key }) {
      if groups[item.id] == nil { ids.append(item.id) }
      groups[item.id, default: []].append(item)
    }
    return ids.enumerated().map { number, id in
      CaseGroup(id: id, cases: groups[id] ?? [], number: number)
    }
  }

  /// The section of the page that shows the group.
  var section: Section { Section(level: cases[0].level.pageLevel, className: cases[0].className) }

  /// A class at a level; whole runs and their results count as one.
  struct Section: Hashable, Comparable {
    let level: Level
    let className: String

    private var sortKey: (Int, String) {
      (Section.levels.firstIndex(of: level) ?? 0, className)
    }

    /// The levels in the order of the page.
    static let levels: [Level] = [
      .pipeline, .components, .resolve, .schedule, .tokens, .random,
    ]

    static func < (left: Section, right: Section) -> Bool { left.sortKey < right.sortKey }
  }

  var isUnexpected: Bool { cases.contains { $0.standing.isUnexpected } }

  /// The id of the group's content on the page; a link to it opens the group.
  var anchor: String { "c\(number)" }

  /// The folder of the golden in a checkout; nil if the id is none of a case with a request.
  func golden(in checkout: URL) -> URL? {
    guard let parts = goldenPath, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
      return nil
    }
    return parts.reduce(checkout.appending(path: "Golden")) { $0.appending(path: $1) }
  }

  private var goldenPath: [String]? {
    let parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { return nil }
    switch section.level {
    case .pipeline: return parts
    case .components:
      // `family.Class.variant.component.method`
      let place = parts[2].split(separator: ".").map(String.init)
      guard place.count >= 5 else { return nil }
      return [place[0], place[1], place[2..<(place.count - 2)].joined(separator: ".")]
    default: return nil
    }
  }
}

extension Level {
  /// The level under which the page shows a case.
  var pageLevel: Level { self == .image ? .pipeline : self }

  /// The level in words.
  var heading: String {
    switch self {
    case .pipeline, .image: "Whole runs"
    case .components: "Components by themselves"
    case .resolve: "Choice of classes"
    case .schedule: "Schedules"
    case .tokens: "Tokens"
    case .random: "Random numbers"
    }
  }
}
