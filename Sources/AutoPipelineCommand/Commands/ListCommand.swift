import ArgumentParser
import AutoPipeline
import AutoPipelineConformance
import Checkpoints
import Foundation
import Schedulers

/// `list`: what the reference has.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the pipelines, schedulers or cases of the reference.",
    discussion: """
      Pipelines are the classes of diffusers' mappings with their family, the tasks
      that choose them, the first release of diffusers from 0.35.2 on that lists
      them, and whether the reference runs them.

      Examples:
        autopipeline list pipelines
        autopipeline list pipelines --diffusers-version 0.42.1 --filter Wan
        autopipeline list pipelines --json
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

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    switch subject {
    case .pipelines:
      try listPipelines()
    case .schedulers:
      list(SchedulerFactory.types.map(\.name))
    case .cases:
      list(Suite(filter: filter).cases.map(\.id))
    }
  }

  private func listPipelines() throws {
    let rows = PipelineTable(try Resolver(version: diffusersVersion).mappings).rows
      .filter { matches($0.cells) }
    guard !json else { return print(JSONValue.array(rows.map(\.json)).serialized(indent: 2)) }
    var report = ReportText()
    report.add(
      TextTable(
        [
          .text("family", rank: 1), .text("class"), .text("tasks", shrinks: true),
          .text("since", rank: 2), .text("runs"),
        ], rows: rows.map(\.cells)))
    Terminal.output.show(report)
  }

  private func list(_ names: [String]) {
    let names = names.filter { matches([$0]) }
    guard !json else {
      return print(JSONValue.array(names.map { .string($0) }).serialized(indent: 2))
    }
    names.forEach { print($0) }
  }

  private func matches(_ row: [String]) -> Bool {
    guard let filter else { return true }
    return row.contains { $0.contains(filter) }
  }
}
