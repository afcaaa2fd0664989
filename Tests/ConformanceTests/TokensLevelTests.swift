import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Ids of texts, in every configuration of every tokenizer.
@Suite struct TokensLevelTests {
  static let checks: [any Check] = (try? plan.get().checks) ?? []

  private static let plan = Result {
    var selection = SuitePlan.Selection()
    selection.levels = [.tokens]
    return try SuitePlan(
      checkout: Repository.root, for: Implementation.reference.get(), selection)
  }

  @Test func everyTokenizerIsThere() throws {
    let checks = try Self.plan.get().checks
    let counts = Dictionary(grouping: checks) { $0.blank.className }.mapValues(\.count)
    #expect(
      counts == [
        "CLIPTokenizer": 13, "CLIPTokenizerFast": 6, "T5Tokenizer": 11, "T5TokenizerFast": 12,
      ])
  }

  /// All but most of the slow CLIPTokenizer's, which has thousands of texts in each.
  static let sample = checks.indices.filter {
    checks[$0].blank.className != "CLIPTokenizer" || $0.isMultiple(of: 6)
  }

  @Test(arguments: sample) func theReferencePasses(_ index: Int) throws {
    let report = try Self.checks[index].judge(ReferenceAsking(), in: TemporaryFolder().url)
    #expect(report.verdict == .exact, "\(report)")
    #expect(report.entryCount > 100)
  }

  /// Leaves the last id of one text out.
  private final class Forgetful: Asking {
    private let reference = ReferenceAsking()
    private let text: String

    init(_ text: String) { self.text = text }

    func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject {
      var reply = try reference.ask(command)
      guard let place = command["texts"]?.arrayValue?.firstIndex(of: .string(text)),
        var ids = reply["ids"]?.arrayValue, command["arguments"]?.objectValue?.isEmpty == true
      else { return reply }
      ids[place] = .array(Array((ids[place].arrayValue ?? []).dropLast()))
      reply["ids"] = .array(ids)
      return reply
    }
  }

  @Test(arguments: ["T5Tokenizer/slow", "T5TokenizerFast/fast-whole", "CLIPTokenizerFast/file"])
  func oneOtherIdIsFound(_ name: String) throws {
    let check = try #require(Self.checks.first { $0.blank.id == "tokens/\(name)" } as? TokensCheck)
    let folder = try TemporaryFolder()
    try check.vectors.write(to: folder.url)
    // Of most texts only a digest is kept.
    let text = try #require(check.vectors.texts(folder.url).last { $0.text.count > 3 }?.text)
    let report = try check.judge(Forgetful(text), in: TemporaryFolder().url)
    #expect(report.verdict == .wrong)
    #expect(report.divergence?.defect == .discrete)
  }

  @Test func aDigestThatIsNotTheGoldensCannotBeJudged() throws {
    let folder = try TemporaryFolder()
    let source = Repository.golden.appending(path: "units/t5_tokenizer")
    for name in ["texts.json", "tied.model"] {
      try folder.write(Array(Data(contentsOf: source.appending(path: name))), name)
    }
    let text = try String(contentsOf: source.appending(path: "slow-tied.json"), encoding: .utf8)
    let broken = text.replacing(/"digests":\s*"./) { "\($0.output.dropLast())~" }
    try folder.write(broken, "slow-tied.json")
    let vectors = try #require(DigestedVectors.all(in: folder.url).first)
    let target = try TemporaryFolder()
    try vectors.write(to: target.url)
    #expect(throws: CheckpointError.self) { try vectors.texts(target.url) }
  }
}
