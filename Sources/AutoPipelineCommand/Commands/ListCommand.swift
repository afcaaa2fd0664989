import ArgumentParser
import AutoPipeline
import AutoPipelineConformance
import Foundation
import Schedulers

/// `list`: what the reference has.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the pipelines, schedulers or cases of the reference.",
    discussion: """
      Pipelines are the classes of diffusers' mappings with their family, the tasks
      that choose them, and whether the reference runs them.

      Examples:
        autopipeline list pipelines
        autopipeline list pipelines --diffusers-version 0.42.1 --filter Wan
        autopipeline list cases --filter ddim
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case pipelines, schedulers, cases
  }

  @Argument(help: "What to list.")
  var subject = Subject.pipelines

  @Option(help: "List only what contains this text.")
  var filter: String?

  @Option(help: "The release whose pipelines are listed, 0.35.2 to 0.42.1.")
  var diffusersVersion = DiffusersVersion.pinned

  func run() throws {
    switch subject {
    case .pipelines:
      let rows = PipelineTable(try Resolver(version: diffusersVersion).mappings).rows
      let table = TextTable(
        [
          .text("family"), .text("class"), .text("tasks", rank: 1, shrinks: true),
          .text("reference"),
        ], rows: rows.filter(matches))
      var report = ReportText()
      report.add(table)
      Terminal.output.show(report)
    case .schedulers:
      SchedulerFactory.types.map(\.name).filter { matches([$0]) }.forEach { print($0) }
    case .cases:
      Suite(filter: filter).cases.forEach { print($0.id) }
    }
  }

  private func matches(_ row: [String]) -> Bool {
    guard let filter else { return true }
    return row.contains { $0.contains(filter) }
  }
}
