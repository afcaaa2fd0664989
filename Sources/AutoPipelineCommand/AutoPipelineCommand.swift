import ArgumentParser

@main
struct AutoPipelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autopipeline",
    abstract: "The reference for diffusers' AutoPipeline: resolve, run, check.",
    discussion: """
      Examples:
        autopipeline generate CHECKPOINT --prompt "a red bird" --output pictures
        autopipeline run request.json --dtype float64 --transcript --output result
        autopipeline check --filter Inpaint
      """,
    subcommands: [
      RunCommand.self, CheckCommand.self, ListCommand.self,
    ])
}
