import AutoPipeline
import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// The choice of classes is judged by the release of diffusers that an implementation follows.
@Suite struct ResolveLevelTests {
  private func plan(
    _ version: DiffusersVersion?, declared: String? = nil, filter: String? = nil
  ) throws -> SuitePlan {
    var json = AdapterSession.implementation
    json["diffusers_version"] = declared.map { .string($0) }
    var selection = SuitePlan.Selection()
    selection.levels = [.resolve]
    selection.diffusersVersion = version
    selection.filter = filter
    return try SuitePlan(checkout: Repository.root, for: Implementation(json), selection)
  }

  struct Release: Sendable, CustomTestStringConvertible {
    let version: DiffusersVersion
    let classes: Int
    var testDescription: String { "\(version)" }
  }

  static let releases = [
    Release(version: DiffusersVersion(0, 35, 2), classes: 238),
    Release(version: DiffusersVersion(0, 36), classes: 265),
    Release(version: DiffusersVersion(0, 42, 1), classes: 342),
  ]

  @Test(arguments: releases) func theReferencePassesByEveryRelease(_ release: Release) throws {
    let plan = try plan(release.version)
    #expect(plan.count == release.classes)
    #expect(plan.ids.allSatisfy { $0.id.hasSuffix("/\(release.version)") })
    let folder = try TemporaryFolder()
    let reference = ReferenceAsking()
    for check in stride(from: 0, to: plan.count, by: 9).map({ plan.checks[$0] }) {
      let report = try check.judge(reference, in: folder.url)
      #expect(report.isPassed, "\(report)")
      #expect(report.entryCount >= 108)
    }
  }

  /// Answers as another release does, whatever it is asked.
  private final class Following: Asking {
    let version: DiffusersVersion
    private let reference = ReferenceAsking()

    init(_ version: DiffusersVersion) { self.version = version }

    func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject {
      var question = command["case"]?.objectValue ?? [:]
      question["diffusers_version"] = .string("\(version)")
      return try reference.ask(command.merging(["case": .object(question)]))
    }
  }

  @Test func anotherReleaseFailsWhereItChoosesOtherwise() throws {
    let plan = try plan(DiffusersVersion(0, 42, 1), filter: "resolve/ZImagePipeline")
    let check = try #require(plan.checks.first)
    let folder = try TemporaryFolder()
    #expect(
      try check.judge(Following(DiffusersVersion(0, 42, 1)), in: folder.url).verdict == .exact)
    let report = try check.judge(Following(.pinned), in: folder.url)
    #expect(report.verdict == .wrong)
    #expect(report.divergence?.problem.contains("diffusers chooses ZImagePipeline") == true)
  }

  @Test func theDeclaredReleaseCountsUnlessAnotherIsAskedFor() throws {
    #expect(try plan(nil, declared: "0.36.0").count == 265)
    #expect(try plan(.pinned, declared: "0.36.0").count == 238)
    // A release that changed nothing is judged by the one before.
    #expect(try plan(nil, declared: "0.36.1").ids.first?.id.hasSuffix("/0.36.1") == true)
    #expect(throws: UnknownVersionError.self) { try plan(nil, declared: "0.99.0") }
    #expect(throws: CheckpointError.self) { try plan(nil, declared: "newest") }
  }

  @Test func diffusionPipelineIsAskedForToo() throws {
    let plan = try plan(nil, filter: "resolve/DiffusionPipeline.from_pretrained/")
    #expect(plan.count == 1)
    let report = try plan.checks[0].judge(ReferenceAsking(), in: try TemporaryFolder().url)
    #expect(report.isPassed, "\(report)")
    #expect(report.entryCount == 14)
  }

  /// Reports and lists of expected failures know cases by their ids.
  @Test(arguments: releases) func noTwoChecksHaveOneId(_ release: Release) throws {
    let ids = try plan(release.version).ids.map(\.id)
    #expect(Set(ids).count == ids.count)
  }
}
