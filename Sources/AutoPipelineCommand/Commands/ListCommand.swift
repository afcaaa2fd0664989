import ArgumentParser
import AutoPipelineConformance
import Foundation
import Pipelines
import Schedulers

/// `list`: what the reference has.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the pipelines, schedulers or cases of the reference.",
    discussion: """
      Examples:
        autopipeline list pipelines
        autopipeline list cases --filter ddim
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case pipelines, schedulers, cases
  }

  @Argument(help: "What to list.")
  var subject = Subject.pipelines

  @Option(help: "List only what contains this text.")
  var filter: String?

  func run() {
    switch subject {
    case .pipelines:
      let rows = PipelineRegistry.rows.map { [$0.family, $0.name, $0.task.rawValue] }
      print(
        TextTable(
          header: ["family", "class", "task"], rows: rows.filter(matches),
          leftAligned: [0, 1, 2]
        ).text)
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
