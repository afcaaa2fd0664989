import ArgumentParser
import AutoPipeline
import AutoPipelineConformance
import Foundation

@main
struct AutoPipelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autopipeline",
    abstract: "The reference for diffusers' AutoPipeline: make pictures, compare, check.",
    discussion: """
      Examples:
        autopipeline generate folder --prompt "a red bird" --output pictures
        autopipeline run request.json --dtype float64 --output result
        autopipeline check --filter Inpaint
        autopipeline compare golden.safetensors mine.safetensors
        autopipeline inspect folder
        autopipeline resolve folder --task inpainting

      Colours are left out in a pipe and where NO_COLOR is set.
      """,
    version: "autopipeline \(AutoPipelineVersion.text) (diffusers \(DiffusersVersion.pinned))",
    subcommands: [
      GenerateCommand.self, RunCommand.self, CheckCommand.self, CompareCommand.self,
      InspectCommand.self, ResolveCommand.self, ServeCommand.self, ListCommand.self,
      GoldenCommand.self, ReportCommand.self, BenchmarkCommand.self,
    ])

  /// Runs the command line. Bad usage and unreadable input end with 2, as PROTOCOL has it.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitCode {
      Foundation.exit(status.rawValue)
    } catch {
      let isUsage = exitCode(for: error) == .validationFailure
      if exitCode(for: error) == .success || isUsage {
        let message = fullMessage(for: error)
        guard isUsage else {
          print(message)
          Foundation.exit(0)
        }
        FileHandle.standardError.write(Data((message + "\n").utf8))
      } else {
        complain(error)
      }
      Foundation.exit(2)
    }
  }
}
