import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Requests that cannot be used end in an error that names the place, never in a crash.
@Suite struct RequestTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let json: String
    /// What the error says.
    let says: String
    var testDescription: String { name }

    init(_ name: String, _ json: String, says: String) {
      self.name = name
      self.json = json
      self.says = says
    }
  }

  static let malformedRows = [
    Row("empty file", "", says: "where a value should be"),
    Row("no JSON", "checkpoint: x", says: "there is no value here"),
    Row("cut off", #"{"checkpoint": "x""#, says: "request.json:1:"),
    Row("more text", #"{"checkpoint": "x"} {}"#, says: "more text behind"),
    Row("array", "[]", says: "expected an object"),
    Row("deep", String(repeating: "[", count: 100_000), says: "nested more than"),
    Row("no checkpoint", "{}", says: "'checkpoint' should be a path"),
    Row("checkpoint is a number", #"{"checkpoint": 3}"#, says: "'checkpoint' should be a path"),
    Row("checkpoint is empty", #"{"checkpoint": ""}"#, says: "'checkpoint' should be a path"),
    Row("zero byte", #"{"checkpoint": "a\u0000b"}"#, says: "'checkpoint' should be a path"),
    Row("unknown key", #"{"checkpoint": "x", "prompt": "a"}"#, says: "unknown key 'prompt'"),
    Row("task is a number", #"{"checkpoint": "x", "task": 1}"#, says: "'task' should be a string"),
    Row("load is a list", #"{"checkpoint": "x", "load": []}"#, says: "'load' should be an object"),
    Row(
      "component without a class", #"{"checkpoint": "x", "load": {"unet": {}}}"#,
      says: "'load.unet' should be"),
    Row("setup is a string", #"{"checkpoint": "x", "setup": "a"}"#, says: "'setup' should be"),
    Row(
      "step without a method", #"{"checkpoint": "x", "setup": [{}]}"#,
      says: "'setup.method' should be"),
    Row("call is null", #"{"checkpoint": "x", "call": null}"#, says: "'call' should be an object"),
    Row("draws without a file", #"{"checkpoint": "x", "draws": []}"#, says: "'draws.file' should"),
    Row("fraction as a seed", #"{"checkpoint": "x", "global_seed": 1.5}"#, says: "'global_seed'"),
    Row(
      "seed of 65 bits", #"{"checkpoint": "x", "global_seed": 18446744073709551616}"#,
      says: "'global_seed' should be a whole number"),
  ]

  @Test(arguments: malformedRows) func malformed(_ row: Row) throws {
    let folder = try TemporaryFolder()
    try folder.write(row.json, "request.json")
    let error = #expect(throws: (any Error).self) {
      try Request(contentsOf: folder.url.appending(path: "request.json"))
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains(row.says), "\(text)")
    #expect(!text.contains("\n"))
  }

  static let argumentRows = [
    Row("integer of 100 bits", #"{"height": 1267650600228229401496703205376}"#, says: "64 bits"),
    Row("missing picture", #"{"image": {"file": "no.png"}}"#, says: "no.png: there is no such"),
    Row("picture is a folder", #"{"image": {"file": "."}}"#, says: "cannot be read"),
    Row("picture is a device", #"{"image": {"file": "/dev/zero"}}"#, says: "cannot be read"),
    Row("picture is JSON", #"{"image": {"file": "request.json"}}"#, says: "not a PNG"),
    Row("picture without a path", #"{"image": {"file": 3}}"#, says: "'call.image.file' should be"),
    Row("zero byte", #"{"image": {"file": "a\u0000"}}"#, says: "'call.image.file' should be"),
    Row(
      "missing file of a tensor", #"{"latents": {"file": "no.safetensors", "tensor": "x"}}"#,
      says: "no.safetensors: cannot be opened"),
    Row(
      "tensor of no name", #"{"latents": {"file": "x", "tensor": 3}}"#,
      says: "'call.latents.tensor'"),
    Row("seed is text", #"{"generator": {"seed": "x"}}"#, says: "'call.generator.seed' should be"),
    Row("seed is null", #"{"generator": {"seed": null}}"#, says: "'call.generator.seed' should be"),
    Row("dictionary", #"{"cross_attention_kwargs": {}}"#, says: "is a dictionary"),
  ]

  @Test(arguments: argumentRows) func argument(_ row: Row) throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"checkpoint": "x", "call": \#(row.json)}"#, "request.json")
    let request = try Request(contentsOf: folder.url.appending(path: "request.json"))
    let error = #expect(throws: (any Error).self) { try request.arguments(Float.self) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains(row.says), "\(text)")
  }

  /// Arguments of a call that ask for the impossible.
  static let absurdRows = [
    Row("height of 2^43", #"{"height": 8796093022208, "width": 8796093022208}"#, says: "too large"),
    Row("pictures of 2^40", #"{"num_images_per_prompt": 1099511627776}"#, says: "too large"),
    Row("pictures of -1", #"{"num_images_per_prompt": -1}"#, says: "negative dimension -20"),
    Row("height of -8", #"{"height": -8, "width": -8}"#, says: "negative dimension -2"),
    Row("steps of 2^40", #"{"num_inference_steps": 1099511627776}"#, says: "steps are more than"),
  ]

  @Test(arguments: absurdRows) func absurd(_ row: Row) throws {
    let call = try JSONValue.parse(text: row.json).objectValue ?? [:]
    let checkpoint = Repository.fixtures.appending(path: "checkpoints/stable-diffusion")
    let request = try Request(
      [
        "checkpoint": .string(checkpoint.path(percentEncoded: false)), "task": "text-to-image",
        "call": .object((["prompt": "x", "num_inference_steps": 2] as JSONObject).merging(call)),
      ], folder: Repository.root)
    let text = Self.problem(ReferenceRunner<Float>().run(request))
    #expect(text.contains(row.says), "\(text)")
  }

  private static func problem(_ result: RunResult<Float>) -> String {
    switch result.outcome {
    case .finished: "finished"
    case .tooLarge(let shortage): "\(shortage)"
    case .refused(let error): "\(error)"
    case .skipped(let reason): reason
    case .unusable(let error): "\(error)"
    }
  }

  @Test func relativePathsStartFromTheRequest() throws {
    let request = try Request(
      ["checkpoint": "../x"], folder: URL(filePath: "some/folder"), file: "request")
    let expected = URL(filePath: "some/x").absoluteURL.path(percentEncoded: false)
    #expect(request.checkpoint.path(percentEncoded: false) == expected)
  }

  @Test func seedsHave64Bits() throws {
    let json: JSONObject = ["checkpoint": "x", "global_seed": .bigInteger("18446744073709551615")]
    #expect(try Request(json, folder: Repository.root).globalSeed == .max)
    let negative: JSONObject = ["checkpoint": "x", "global_seed": -1]
    #expect(try Request(negative, folder: Repository.root).globalSeed == .max)
  }
}
