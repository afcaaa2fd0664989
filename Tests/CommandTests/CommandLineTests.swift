import Foundation
import TestSupport
import Testing

/// The built command: exit statuses, and what goes to which stream.
@Suite struct CommandLineTests {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The command beside the test bundle.
  static var command: URL {
    #if os(macOS)
      Bundle(for: Marker.self).bundleURL.deletingLastPathComponent()
        .appending(path: "autopipeline")
    #else
      URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "autopipeline")
    #endif
  }

  private final class Marker {}

  static func run(_ arguments: [String], input: String = "") throws -> Outcome {
    let process = Process()
    let (standardInput, output) = (Pipe(), Pipe())
    // Errors go to a file, so that a full pipe of one stream cannot hold up the other.
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let errorFile = folder.url.appending(path: "errors")
    try Data().write(to: errorFile)
    let errors = try FileHandle(forWritingTo: errorFile)
    process.executableURL = command
    process.arguments = arguments
    process.currentDirectoryURL = Repository.root
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try errors.close()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: try String(contentsOf: errorFile, encoding: .utf8))
  }

  private static let checkpoint = "Fixtures/checkpoints/stable-diffusion"
  private static let request = "Golden/stable-diffusion/StableDiffusionPipeline/plain/request.json"

  struct Row: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    var output: String?
    var errors: String?
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let rows = [
    Row(arguments: ["--version"], status: 0, output: "diffusers 0.35.2"),
    Row(arguments: ["--help"], status: 0, output: "Examples:"),
    Row(arguments: ["help", "generate"], status: 0, output: "--guidance-scale"),
    Row(arguments: ["frobnicate"], status: 2, errors: "Unexpected argument"),
    Row(arguments: ["run"], status: 2, errors: "Missing expected argument"),
    Row(arguments: ["run", "no.json", "--output", "x"], status: 2, errors: "cannot be opened"),
    Row(
      arguments: ["run", request, "--output", "/dev/null/x"], status: 2, errors: "cannot be made"),
    Row(arguments: ["generate", "nowhere/at/all"], status: 2, errors: "there is no such folder"),
    Row(
      arguments: ["generate", checkpoint, "--steps", "many"], status: 2,
      errors: "is invalid for '--steps"),
    Row(
      arguments: ["generate", checkpoint, "--argument", "eta"], status: 2, errors: "name=value"),
    Row(arguments: ["compare", request, "no"], status: 2, errors: "no such file or folder"),
    Row(arguments: ["inspect", checkpoint], status: 0, output: "UNet2DConditionModel"),
    Row(arguments: ["inspect", "Golden"], status: 2, errors: "neither a model_index.json nor"),
    Row(arguments: ["list", "cases", "--filter", "/plain"], status: 0, output: "Pipeline/plain\n"),
    Row(arguments: ["check", "--filter", "no such case"], status: 2, errors: "no case matches"),
  ]

  @Test(arguments: rows) func statusAndStreams(_ row: Row) throws {
    let outcome = try Self.run(row.arguments)
    #expect(outcome.status == row.status, "\(outcome.errors)")
    if let output = row.output { #expect(outcome.output.contains(output)) }
    if let errors = row.errors { #expect(outcome.errors.contains(errors), "\(outcome.errors)") }
    if row.status == 0 { #expect(outcome.errors.isEmpty) } else { #expect(outcome.output.isEmpty) }
    #expect(!(outcome.output + outcome.errors).contains("\u{1b}"), "no colours in a pipe")
  }

  @Test func generateAndRunMakeTheSamePicture() throws {
    let folder = try TemporaryFolder()
    let (first, second) = (folder.url.appending(path: "a"), folder.url.appending(path: "b"))
    let generated = try Self.run([
      "generate", Self.checkpoint, "--prompt", "a bird", "--steps", "2", "--seed", "5",
      "--output", first.path(percentEncoded: false),
    ])
    #expect(generated.status == 0)
    #expect(generated.errors.isEmpty, "no progress in a pipe")
    let names = generated.output.split(separator: "\n").map {
      URL(filePath: "\($0)").lastPathComponent
    }
    #expect(names == ["request.json", "result.json", "output.safetensors", "image-0.png"])
    let repeated = try Self.run([
      "run", first.appending(path: "request.json").path(percentEncoded: false), "--output",
      second.path(percentEncoded: false),
    ])
    #expect(repeated.status == 0)
    let pictures = [first, second].map {
      $0.appending(path: "image-0.png").path(percentEncoded: false)
    }
    #expect(try Self.run(["compare"] + pictures).status == 0)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    let errors: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(arguments: [], status: 1, errors: "ValueError: Provide either `prompt`"),
    Refusal(
      arguments: ["--prompt", "x", "--height", "13", "--width", "16"], status: 1,
      errors: "divisible by 8"),
    Refusal(
      arguments: ["--prompt", "x", "--scheduler", "Foo"], status: 2,
      errors: "no scheduler class 'Foo'"),
    Refusal(
      arguments: ["--prompt", "x", "--image", "no.png"], status: 2, errors: "there is no such file"),
    Refusal(
      arguments: ["--prompt", "x", "--argument", "eta=[]"], status: 2, errors: "should be a number"),
    Refusal(
      arguments: ["--prompt", "x", "--argument", "ip_adapter_image=3"], status: 3,
      errors: "which this reference does not support"),
  ]

  @Test(arguments: refusals) func refusedGeneration(_ refusal: Refusal) throws {
    let folder = try TemporaryFolder()
    let outcome = try Self.run(
      [
        "generate", Self.checkpoint, "--steps", "2", "--output",
        folder.url.path(percentEncoded: false),
      ]
        + refusal.arguments)
    #expect(outcome.status == refusal.status, "\(outcome.errors)")
    #expect(outcome.errors.contains(refusal.errors), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let result = folder.url.appending(path: "result.json").path(percentEncoded: false)
    #expect(FileManager.default.fileExists(atPath: result))
  }

  @Test func serveAnswersLineByLine() throws {
    let outcome = try Self.run(
      ["serve"],
      input: """
        nonsense
        {"cmd": "resolve", "seq": 2, "case": {"task": "inpainting", "class_name": "StableDiffusionPipeline"}}

        {"cmd": "stop"}
        {"cmd": "start"}

        """)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.last == #"{"seq": 2, "pipeline_class": "StableDiffusionInpaintPipeline"}"#)
  }

  @Test func compareEndsWithOneWhereFilesDiffer() throws {
    let inputs = ["scene.png", "scene-2.png"].map { "Fixtures/inputs/\($0)" }
    let outcome = try Self.run(["compare", inputs[0], inputs[1], "--json"])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("\"agree\": false"))
    #expect(outcome.errors.isEmpty)
  }
}
