import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation

/// `serve`: the reference as an adapter.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer the suite's adapter protocol, a line of JSON for each line.",
    discussion: """
      Reads commands from standard input (start, resolve, run, schedule, tokens,
      random, component, stop) and answers each on standard output. Nothing else
      is written there. A line that makes no sense gets an error as its reply.

      Example:
        echo '{"cmd": "resolve", "seq": 1, "case": {"task": "inpainting",
          "class_name": "StableDiffusionPipeline"}}' | tr -d '\\n' |
          autopipeline serve
      """)

  func run() throws {
    let session = AdapterSession()
    let output = LineWriter()
    var input = LineReader(STDIN_FILENO, limit: AdapterSession.longestLine)
    while let line = input.next() {
      let answer = session.answer(line) { progress in
        output.add(progress)
        output.flush()
      }
      switch answer {
      case .reply(let reply): output.add(reply)
      case .silence: break
      case .stop:
        output.flush()
        return
      }
      // Replies to lines that came together leave together.
      if !input.hasLine { output.flush() }
    }
    output.flush()
  }
}

/// Collects lines of JSON for standard output.
private final class LineWriter {
  private var buffer = ""

  func add(_ line: JSONObject) { buffer += JSONValue.object(line).serialized() + "\n" }

  func flush() {
    guard !buffer.isEmpty else { return }
    Terminal.output.write(buffer)
    buffer = ""
  }
}
