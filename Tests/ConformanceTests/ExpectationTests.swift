import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Lists of cases, shards, and what they change in a run.
@Suite struct ExpectationTests {
  private func list(_ text: String) throws -> ExpectationList {
    let folder = try TemporaryFolder()
    try folder.write(text, "list")
    return try ExpectationList(contentsOf: folder.url.appending(path: "list"))
  }

  static let matchRows: [(String, String, Precision?, Bool)] = [
    ("a/b/c", "a/b/c", .float32, true), ("a/b/c", "a/b/c", nil, true),
    ("a/b/c float32", "a/b/c", .float32, true), ("a/b/c float32", "a/b/c", .float64, false),
    ("a/b/c", "a/b/cd", nil, false), ("a/*", "a/b/c", nil, true), ("*/c", "a/b/c", nil, true),
    ("a/*/c", "a/b/c", nil, true), ("a/*/d", "a/b/c", nil, false), ("*", "x", nil, true),
    ("a*a", "a", nil, false), ("# a/b/c", "a/b/c", nil, false),
    ("  a/b/c  # because", "a/b/c", nil, true), ("*b*c", "a/b/c", nil, true),
  ]

  @Test(arguments: matchRows) func matches(
    _ line: String, _ id: String, _ precision: Precision?, _ isIn: Bool
  ) throws {
    #expect(try list("\n\(line)\n").contains(id, precision) == isIn)
  }

  @Test func namesLinesThatMatchNothing() throws {
    let list = try list("a/b/c\n# comment\nnothing/here\na/* float64\n")
    #expect(list.unusedLines([("a/b/c", .float32)]) == [3, 4])
  }

  @Test(arguments: ["a/b/c float33", "a/b/c float32 because"])
  func refusesOtherLines(_ text: String) {
    #expect(throws: CheckpointError.self) { try list(text) }
  }

  @Test func writesAListThatItCanRead() throws {
    var report = CaseReport(
      id: "a/b/c", level: .image, className: "b", precision: .float32, verdict: .wrong)
    report.divergence = Divergence(entry: "x", problem: "is # bad\nindeed", defect: .value)
    let text = ExpectationList.text(failuresOf: [report])
    #expect(text.split(separator: "\n").count == 1)
    #expect(try list(text).contains("a/b/c", .float32))
    #expect(try !list(text).contains("a/b/c", .float64))
  }

  @Test func shards() throws {
    let implementation = try Implementation.reference.get()
    func ids(_ shard: String?) throws -> [String] {
      var selection = SuitePlan.Selection()
      selection.levels = [.random]
      selection.shard = try shard.map { try #require(SuitePlan.Shard($0)) }
      return try SuitePlan(checkout: Repository.root, for: implementation, selection).ids.map(\.id)
    }
    let parts = try (1...3).map { try ids("\($0)/3") }
    #expect(parts.allSatisfy { $0.count > 20 })
    #expect(try parts.flatMap { $0 }.sorted() == ids(nil).sorted())
  }

  @Test(arguments: ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2"])
  func noShards(_ text: String) { #expect(SuitePlan.Shard(text) == nil) }

  @Test func idsAreUnique() throws {
    var selection = SuitePlan.Selection()
    selection.levels = Level.allCases
    let plan = try SuitePlan(
      checkout: Repository.root, for: Implementation.reference.get(), selection)
    let keys = plan.ids.map { "\($0.id) \($0.precision?.rawValue ?? "")" }
    let levels = plan.count
    // Whole runs are judged on two levels under one id.
    #expect(Set(keys).count >= levels * 2 / 3)
    #expect(plan.ids.allSatisfy { $0.id.split(separator: "/").count == 3 })
  }

  @Test func expectationsDecide() throws {
    let folder = try TemporaryFolder()
    let expected = try list("*/StableDiffusionPipeline/plain\n")
    let quarantine = try list("*/StableDiffusionPipeline/p*\n")
    let failed = try AdapterRun(ShellAdapter(odd: "exit 1"), in: folder.url) {
      $0.expectedFailures = expected
    }
    #expect(failed.odd?.standing == .expectedFailure)
    let ignored = try AdapterRun(ShellAdapter(odd: "exit 1"), in: folder.url) {
      $0.expectedFailures = expected
      $0.quarantine = quarantine
    }
    #expect(ignored.outcome.cases.allSatisfy { $0.standing == .quarantined })
  }
}
