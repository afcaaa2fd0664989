import ArgumentParser

@main
struct AutoPipelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "autopipeline")
}
