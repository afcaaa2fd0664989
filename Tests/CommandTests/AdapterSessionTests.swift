import AutoPipelineConformance
import Checkpoints
import Foundation
import Synchronization
import TestSupport
import Testing

/// The adapter answers every line, whatever it holds.
@Suite struct AdapterSessionTests {
  private func reply(_ line: String) -> JSONValue {
    guard case .reply(let reply) = AdapterSession().answer(Array(line.utf8)) else { return .null }
    return .object(reply)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let seq: JSONValue?
    let says: String

    init(_ name: String, _ line: String, seq: JSONValue? = nil, says: String) {
      testDescription = name
      self.line = line
      self.seq = seq
      self.says = says
    }
  }

  static let malformedRows = [
    Row("no JSON", "hello", says: "there is no value here"),
    Row("array", "[1]", says: "should be an object, not an array"),
    Row("cut off", #"{"cmd": "run", "seq" : 12, "#, seq: 12, says: "line:1:"),
    Row("deep", #"{"seq":3,"a":"# + String(repeating: "[", count: 99999), seq: 3, says: "nested"),
    Row("no command", #"{"seq": 1}"#, seq: 1, says: "'cmd' should be"),
    Row("command is a number", #"{"cmd": 3, "seq": 1}"#, seq: 1, says: "'cmd' should be"),
    Row("unknown command", #"{"cmd": "frob", "seq": "x"}"#, seq: "x", says: "no command"),
    Row("no UTF-8", "\u{0}\u{1}", says: "there is no value here"),
    Row("other version", #"{"cmd": "start", "version": 99}"#, says: "version 99"),
    Row("no case", #"{"cmd": "resolve", "seq": 1}"#, seq: 1, says: "'case' should be an object"),
    Row(
      "no checkpoint", #"{"cmd": "resolve", "seq": 1, "case": {"task": "inpainting"}}"#, seq: 1,
      says: "'checkpoint' should be"),
    Row(
      "unknown task", #"{"cmd": "resolve", "seq": 1, "case": {"task": "x", "class_name": "y"}}"#,
      seq: 1, says: "'task' should be one of"),
    Row(
      "unknown ControlNet",
      #"{"cmd": "resolve", "seq": 1, "case": {"class_name": "y", "controlnet": 3}}"#, seq: 1,
      says: "'controlnet' should be"),
    Row("no request", #"{"cmd": "run", "seq": 1, "output": "x"}"#, seq: 1, says: "'request'"),
    Row(
      "no output", #"{"cmd": "run", "seq": 1, "request": {"checkpoint": "x"}}"#, seq: 1,
      says: "'output' should be"),
    Row(
      "unknown argument",
      #"{"cmd": "schedule", "seq": 1, "class": "DDIMScheduler", "arguments": {"x": 3}}"#, seq: 1,
      says: "unknown argument 'x'"),
    Row(
      "texts of numbers", #"{"cmd": "tokens", "seq": 1, "folder": "x", "texts": [3]}"#, seq: 1,
      says: "'texts' should be"),
    Row(
      "draws of no size",
      #"{"cmd": "random", "seq": 1, "seed": 3, "output": "x", "draws": [{"kind": "normal"}]}"#,
      seq: 1, says: "'shape' should be"),
    Row(
      "draws of 10^24 numbers",
      #"{"cmd":"random","seq":1,"seed":3,"output":"x","draws":[{"kind":"normal","shape":[1000000000000,1000000000000]}]}"#,
      seq: 1, says: "'shape' should be"),
  ]

  @Test(arguments: malformedRows) func malformedLineGetsAnError(_ row: Row) {
    let reply = reply(row.line)
    #expect(reply["seq"] == row.seq)
    #expect(reply["error"]?["type"] == "Malformed")
    let message = reply["error"]?["message"]?.stringValue ?? ""
    #expect(message.contains(row.says), "\(message)")
  }

  @Test func emptyLinesAndStop() {
    guard case .silence = AdapterSession().answer(Array(" \r".utf8)),
      case .stop = AdapterSession().answer(Array(#"{"cmd": "stop"}"#.utf8))
    else {
      Issue.record("an empty line has no answer, stop ends the session")
      return
    }
  }

  @Test func startSaysWhatThereIs() {
    let implementation = reply(#"{"cmd": "start", "version": 1}"#)["implementation"]
    #expect(implementation?["language"] == "Swift")
    let pipelines = implementation?["pipelines"]?.arrayValue ?? []
    #expect(pipelines.contains("StableDiffusionInpaintPipeline"))
    #expect(implementation?["commands"]?.arrayValue?.contains("resolve") == true)
  }

  static let resolved: [(String, String)] = [
    (
      #"{"task": "inpainting", "class_name": "StableDiffusionPipeline"}"#,
      "StableDiffusionInpaintPipeline"
    ),
    (
      #"{"task": "text-to-image", "class_name": "StableDiffusionXLPipeline", "enable_pag": true}"#,
      "StableDiffusionXLPAGPipeline"
    ),
    (
      #"{"task": "image-to-image", "class_name": "StableDiffusionXLPipeline", "controlnet": "ControlNetUnionModel"}"#,
      "StableDiffusionXLControlNetUnionImg2ImgPipeline"
    ),
    (
      #"{"task": "image-to-image", "from_pipe": "StableDiffusionPipeline", "controlnet": ["ControlNetModel"]}"#,
      "StableDiffusionControlNetImg2ImgPipeline"
    ),
    (#"{"task": null, "class_name": "StableDiffusionPipeline"}"#, "StableDiffusionPipeline"),
  ]

  @Test(arguments: resolved) func resolves(_ row: (String, String)) {
    let reply = reply(#"{"cmd": "resolve", "seq": 4, "case": \#(row.0)}"#)
    #expect(reply["seq"] == 4)
    #expect(reply["pipeline_class"] == .string(row.1))
  }

  @Test func resolvingFailsAsInDiffusers() {
    let reply = reply(
      #"{"cmd": "resolve", "seq": 4, "case": {"task": "inpainting", "class_name": "ShapEPipeline"}}"#
    )
    #expect(reply["error"]?["type"] == "ValueError")
    #expect(
      reply["error"]?["message"]
        == "AutoPipeline can't find a pipeline linked to ShapEPipeline for None")
  }

  @Test func runWritesItsFolderAndItsProgress() throws {
    let folder = try TemporaryFolder()
    let request = Repository.golden.appending(
      path: "stable-diffusion/StableDiffusionPipeline/plain/request.json")
    let line: JSONValue = [
      "cmd": "run", "seq": 9, "request": .string(request.path(percentEncoded: false)),
      "dtype": "float64", "transcript": true,
      "output": .string(folder.url.path(percentEncoded: false)),
    ]
    let progress = Mutex<[JSONObject]>([])
    let answer = AdapterSession().answer(Array(line.serialized().utf8)) { line in
      progress.withLock { $0.append(line) }
    }
    guard case .reply(let reply) = answer else {
      Issue.record("a run should be answered")
      return
    }
    #expect(reply["pipeline_class"] == "StableDiffusionPipeline")
    #expect(reply["outputs"]?["images"] != nil)
    let lines = progress.withLock { $0 }
    #expect(lines.count > 1)
    #expect(lines.allSatisfy { $0["progress"] != nil })
    let transcript = try RecordedTranscript(
      contentsOf: folder.url.appending(path: "transcript.safetensors"))
    #expect(transcript.order.last == "images")
  }

  @Test func refusedAndUnsupportedRuns() throws {
    let folder = try TemporaryFolder()
    let checkpoint = Repository.fixtures.appending(path: "checkpoints/stable-diffusion")
    func run(_ call: JSONValue) -> JSONValue {
      let line: JSONValue = [
        "cmd": "run", "seq": 9, "output": .string(folder.url.path(percentEncoded: false)),
        "request": [
          "checkpoint": .string(checkpoint.path(percentEncoded: false)), "task": "text-to-image",
          "call": call,
        ],
      ]
      return reply(line.serialized())
    }
    #expect(run([:])["error"]?["type"] == "ValueError")
    #expect(run(["prompt": "x", "ip_adapter_image": 3])["skipped"]?["kind"] == "unsupported")
    #expect(run(["prompt": "x", "height": true])["error"]?["type"] == "Unusable")
  }

  @Test func scheduleAndTokens() {
    let schedule = reply(
      #"{"cmd": "schedule", "seq": 1, "class": "DDIMScheduler", "arguments": {"num_inference_steps": 4}}"#
    )
    #expect(schedule["timesteps"] == [750, 500, 250, 0])
    #expect(schedule["sigmas"] == .null)
    let folder = Repository.fixtures.appending(path: "checkpoints/stable-diffusion/tokenizer")
    let line: JSONValue = [
      "cmd": "tokens", "seq": 1, "folder": .string(folder.path(percentEncoded: false)),
      "texts": ["a"], "arguments": ["padding": "max_length", "max_length": 5],
    ]
    let tokens = reply(line.serialized())
    #expect(tokens["ids"]?[0]?.arrayValue?.count == 5)
    #expect(tokens["mask"] == [[1, 1, 1, 0, 0]])
  }

  @Test func randomDrawsGoOnInOneStream() throws {
    let folder = try TemporaryFolder()
    let line: JSONValue = [
      "cmd": "random", "seq": 1, "seed": 3,
      "output": .string(folder.url.path(percentEncoded: false)),
      "draws": [
        ["kind": "normal", "shape": [2, 3]], ["kind": "randperm", "n": 5],
        ["kind": "randint", "low": -2, "high": 3, "shape": [4]],
      ],
    ]
    let path = try #require(reply(line.serialized())["file"]?.stringValue)
    let file = try SafetensorsFile(contentsOf: URL(filePath: path))
    #expect(Set(file.names) == ["random.0.normal", "random.1.randperm", "random.2.randint"])
    #expect(try file.integers("random.1.randperm").values.sorted() == [0, 1, 2, 3, 4])
  }

  @Test func linesAreReadWhole() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 200_000)
    try folder.write("a\n\n\(long)\nlast", "lines")
    let file = folder.url.appending(path: "lines").path(percentEncoded: false)
    let descriptor = open(file, O_RDONLY)
    defer { close(descriptor) }
    var reader = LineReader(descriptor, limit: 100)
    let first = reader.next()
    #expect(first == Array("a".utf8))
    #expect(reader.hasLine)
    let lengths = [reader.next(), reader.next(), reader.next()].map { $0?.count }
    #expect(lengths == [0, 101, 4])
    let end = reader.next()
    #expect(end == nil)
  }
}
