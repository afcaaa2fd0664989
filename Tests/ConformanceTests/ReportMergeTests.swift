import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// The parts of a run make one report.
@Suite struct ReportMergeTests {
  private func write(
    _ cases: [CaseReport], _ shard: String?, _ path: String, in folder: TemporaryFolder,
    end: Bool = true, name: String = "port"
  ) throws -> URL {
    var run = SuiteDescription(implementation: ["name": .string(name)])
    run.shard = shard
    run.total = cases.count + 1
    let url = folder.url.appending(path: path)
    let writer = try ReportFolder(url, run)
    try cases.forEach(writer.add)
    let report = SuiteReport(
      run: run, cases: cases, end: end ? .init(isInterrupted: false, seconds: 2) : nil)
    _ = try writer.finish(report)
    return url
  }

  struct Row: Sendable {
    let shards: [String?]
    let shard: String?
    var missing: [String] = []
  }

  static let rows = [
    Row(shards: ["1/2", "2/2"], shard: nil), Row(shards: ["2/2", "1/2", "1/2"], shard: nil),
    Row(shards: ["3/4", "1/4"], shard: "1/4, 3/4", missing: ["2/4", "4/4"]),
    Row(shards: ["1/4, 3/4", "2/4"], shard: "1/4, 2/4, 3/4", missing: ["4/4"]),
    Row(shards: [nil], shard: nil), Row(shards: [nil, "1/2"], shard: nil),
    Row(shards: ["1/2", "1/3"], shard: "1/2, 1/3"),
  ]

  @Test(arguments: rows) func shards(_ row: Row) throws {
    let folder = try TemporaryFolder()
    let files = try row.shards.enumerated().map { number, shard in
      try ReportFile(
        write([ReportSamples.item(.exact, "v\(number)")], shard, "\(number)", in: folder))
    }
    let merged = try SuiteReport(merging: files, in: folder.url)
    #expect(merged.run.shard == row.shard)
    #expect(merged.missingShards == row.missing)
    #expect(merged.cases.count == row.shards.count)
    #expect(merged.end == SuiteReport.End(isInterrupted: false, seconds: 2.0 * Double(files.count)))
  }

  @Test func foldersLeadToTheSameFiles() throws {
    let folder = try TemporaryFolder()
    var item = ReportSamples.item(.wrong, entry: "images")
    item.folder = "cases/x"
    let part = try ReportFile(write([item], "1/2", "a/b", in: folder))
    for (place, path) in [
      ("", "a/b/cases/x"), ("a", "b/cases/x"), ("a/b", "cases/x"), ("a/c", "../b/cases/x"),
      ("d/e", "../../a/b/cases/x"),
    ] {
      let merged = try SuiteReport(merging: [part], in: folder.url.appending(path: place))
      #expect(merged.cases.first?.folder == path, "in \(place)")
    }
  }

  @Test func laterReportsCountAndTheRestIsSorted() throws {
    let folder = try TemporaryFolder()
    let first = try write(
      [ReportSamples.item(.exact, "b"), ReportSamples.item(.wrong, "a")], "1/2", "1", in: folder)
    let second = try write([ReportSamples.item(.exact, "a")], "2/2", "2", in: folder, end: false)
    let merged = try SuiteReport(
      merging: [first, second].map(ReportFile.init), in: folder.url)
    #expect(merged.cases.map(\.id) == ["family/Class/a", "family/Class/b"])
    #expect(merged.cases.map(\.verdict) == [.exact, .exact])
    #expect(merged.end?.isInterrupted == true, "a part without an end was cut short")
    #expect(merged.run.total == 5)
    let file = folder.url.appending(path: "whole.jsonl")
    try merged.write(to: file)
    let read = try ReportFile(file).report
    #expect(read.cases == merged.cases)
    #expect(read.run == merged.run)
    #expect(read.end == merged.end)
  }

  @Test func reportsOfOthersAreRefused() throws {
    let folder = try TemporaryFolder()
    let cases = [ReportSamples.item(.exact)]
    let files = try [
      write(cases, "1/2", "1", in: folder), write(cases, "2/2", "2", in: folder, name: "other"),
    ].map(ReportFile.init)
    #expect(throws: CheckpointError.self) { try SuiteReport(merging: files, in: folder.url) }
    #expect(throws: CheckpointError.self) { try SuiteReport(merging: [], in: folder.url) }
    #expect(throws: CheckpointError.self) {
      try ReportFile(folder.url.appending(path: "nothing"))
    }
  }
}
