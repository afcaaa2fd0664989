import AutoPipelineConformance
import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reports to test with.
enum ReportSamples {
  /// Text that would leave its place if it were not escaped.
  static let hostile =
    "a\u{0}\u{1b}[31m </pre></script><script>x()</script> \"q\" 'r' & ]]> | `b` ``c`` \u{202e}\r\nü"

  /// A case of `family/Class/variant`.
  static func item(
    _ verdict: Verdict, _ variant: String = "plain", level: Level = .pipeline,
    precision: Precision? = .float32, expectation: CaseReport.Expectation = .pass,
    entry: String? = nil, ratio: Double? = nil, message: String? = nil
  ) -> CaseReport {
    var item = CaseReport(
      id: "family/Class/\(variant)", level: level, className: "Class", precision: precision,
      verdict: verdict)
    item.expectation = expectation
    item.message = message
    item.divergence = entry.map { Divergence(entry: $0, problem: "differs", defect: .value) }
    item.entries =
      ratio.map {
        [EntryReport(name: "images", max: $0, rms: $0, limit: 1, noise: 0.125)]
      } ?? []
    return item
  }

  /// A case in each standing, one of them with hostile text everywhere.
  static var everything: [CaseReport] {
    var hostile = item(.wrong, "hostile", entry: Self.hostile, message: Self.hostile)
    hostile.diagnosis = [Self.hostile]
    hostile.remarks = [Self.hostile]
    hostile.entries = [0, 0.5, .infinity, .nan].map {
      EntryReport(name: Self.hostile, max: $0, rms: $0, limit: 1, noise: 0)
    }
    return [
      item(.float32Class, ratio: 0.5), item(.exact, precision: .float64), hostile,
      item(.error, "crash", message: "ended with status 7"),
      item(.wrong, "known", expectation: .failure, entry: "images"),
      item(.float32Class, "fixed", expectation: .failure),
      item(.wrong, "flaky", expectation: .quarantined, entry: "images"),
      item(.skipped, "absent", message: "unsupported: no"),
      item(.exact, "table", level: .resolve, precision: nil),
    ]
  }

  /// A report of `cases`.
  static func report(_ cases: [CaseReport], interrupted: Bool = false) -> SuiteReport {
    var run = SuiteDescription(
      implementation: ["name": "port <&>", "version": "1"], command: "run 'me' <now>")
    run.total = cases.count + (interrupted ? 5 : 0)
    return SuiteReport(
      run: run, cases: cases, end: SuiteReport.End(isInterrupted: interrupted, seconds: 2.5))
  }
}

/// The elements and texts of well-formed XML.
final class ParsedXML: NSObject, XMLParserDelegate {
  /// An element with its attributes and the text directly in it.
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  /// The elements in the order in which they begin.
  private(set) var elements: [Element] = []
  private var open: [Int] = []

  /// Parses `text`; nil if it is not well-formed.
  init?(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  /// The elements of one name.
  subscript(name: String) -> [Element] { elements.filter { $0.name == name } }

  /// The elements of one class.
  func classed(_ name: String) -> [Element] {
    elements.filter {
      $0.attributes["class"]?.split(separator: " ").contains { $0 == name } ?? false
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let index = open.last { elements[index].text += text }
  }
}
