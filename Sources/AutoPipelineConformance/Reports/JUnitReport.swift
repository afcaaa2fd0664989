import Foundation

/// The suite's results as JUnit's XML, which CI services show: a test suite for each level, a test case
/// for each case in each number format.
public struct JUnitReport: Sendable {
  private let report: SuiteReport

  /// The XML of `report`.
  public init(_ report: SuiteReport) { self.report = report }

  /// The XML, without characters that XML does not have.
  public var text: String {
    let suites = Level.allCases.map { level in
      suite(level, report.cases.filter { $0.level == level }.sorted { $0.key < $1.key })
    }
    let counts = Counts(report.cases)
    let root = Markup.element(
      "testsuites",
      [
        "name": report.run.title, "tests": "\(counts.tests)", "failures": "\(counts.failures)",
        "errors": "\(counts.errors)", "skipped": "\(counts.skipped)",
        "time": seconds(report.end?.seconds ?? 0),
      ], suites.joined())
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(root.source)\n"
  }

  private struct Counts {
    let tests: Int
    let failures: Int
    let errors: Int
    let skipped: Int

    init(_ cases: [CaseReport]) {
      tests = cases.count
      errors = cases.count(where: \.isError)
      failures = cases.unexpected.count - errors
      skipped = cases.count { !$0.standing.isUnexpected && $0.standing != .passed }
    }
  }

  private func suite(_ level: Level, _ cases: [CaseReport]) -> Markup {
    guard !cases.isEmpty else { return .empty }
    let counts = Counts(cases)
    let isComplete = report.end?.isInterrupted == false
    let properties = [
      ("suite", report.run.suite), ("shard", report.run.shard), ("command", report.run.command),
      ("complete", "\(isComplete)"),
    ].compactMap { name, value in
      value.map { Markup.element("property", ["name": name, "value": $0]) }
    }
    return .element(
      "testsuite",
      [
        "name": level.rawValue, "tests": "\(counts.tests)", "failures": "\(counts.failures)",
        "errors": "\(counts.errors)", "skipped": "\(counts.skipped)",
        "time": seconds(cases.reduce(0) { $0 + $1.seconds }),
      ], .element("properties", [:], properties.joined()), cases.map(testCase).joined())
  }

  private func testCase(_ item: CaseReport) -> Markup {
    let result: Markup =
      switch item.standing {
      case .passed: .empty
      case .failed, .unexpectedPass:
        .element(
          item.isError ? "error" : "failure",
          ["message": message(item), "type": item.divergence?.defect.rawValue ?? item.cause],
          .text(details(item)))
      case .expectedFailure, .quarantined, .skipped:
        .element("skipped", ["message": message(item)])
      }
    return .text("\n")
      + .element(
        "testcase",
        [
          "classname": "\(item.level.rawValue).\(item.className)", "name": item.title,
          "time": seconds(item.seconds),
        ], result)
  }

  private func message(_ item: CaseReport) -> String {
    let lead = item.standing == .failed || item.standing == .skipped ? [] : [item.standing.phrase]
    return (lead + [item.verdict.rawValue + item.place] + (item.reason.map { [$0] } ?? []))
      .joined(separator: ": ")
  }

  private func details(_ item: CaseReport) -> String {
    (["\(item)"] + item.diagnosis.map { "looks like: \($0)" } + item.remarks
      + ["again: \(report.run.repeatCommand(item))"]).joined(separator: "\n")
  }

  private func seconds(_ value: Double) -> String {
    String(format: "%.3f", value.isFinite ? value : 0)
  }
}

extension CaseReport {
  /// Whether there was no answer that could be judged, and one was expected.
  fileprivate var isError: Bool { standing == .failed && verdict == .error }

  fileprivate var cause: String {
    standing == .unexpectedPass ? standing.rawValue : verdict.rawValue
  }
}
