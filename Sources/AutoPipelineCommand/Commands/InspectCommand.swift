import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation

/// `inspect`: what a checkpoint consists of.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a checkpoint's components, sizes and flaws.",
    discussion: """
      Reads configurations and the headers of weight files, not the weights, and
      holds the names and shapes of the weights against the configuration.
      Takes the folder of a single component, too.

      Examples:
        autopipeline inspect folder
        autopipeline inspect folder --variant fp16 --json
        autopipeline inspect folder/unet
      """)

  @Argument(
    help: "A folder in the Hugging Face layout, or the id of a model in the hub's cache.")
  var checkpoint: String

  @Option(help: "The variant of the weight files, such as fp16.")
  var variant: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let folder = URL(filePath: try CheckpointName(checkpoint).folder())
    let inspection = try CheckpointInspection(folder, variant: variant)
    if json {
      print(JSONValue.object(inspection.summary).serialized(indent: 2))
    } else {
      Terminal.output.show(inspection.report)
    }
  }
}
