import AutoPipeline
import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// `resolve` and `list pipelines`, as the built command answers.
@Suite struct ResolveCommandTests {
  private static let checkpoint = "Fixtures/checkpoints/stable-diffusion"

  struct Row: Sendable, CustomTestStringConvertible {
    let arguments: String
    let status: Int32
    let says: String
    var testDescription: String { arguments }

    init(_ arguments: String, _ status: Int32 = 0, _ says: String) {
      self.arguments = arguments
      self.status = status
      self.says = says
    }
  }

  static let rows = [
    Row("StableDiffusionPipeline --task inpainting", 0, "StableDiffusionInpaintPipeline\n"),
    Row("\(checkpoint) --task image-to-image", 0, "StableDiffusionImg2ImgPipeline\n"),
    Row("\(checkpoint)", 0, "StableDiffusionPipeline\n"),
    Row(
      "\(checkpoint) --task text-to-image --controlnet Fixtures/checkpoints/controlnet", 0,
      "StableDiffusionControlNetPipeline\n"),
    Row(
      "StableDiffusionXLPipeline --task inpainting --controlnet none", 0,
      "StableDiffusionXLControlNetInpaintPipeline\n"),
    Row(
      "StableDiffusionXLPipeline --task image-to-image --controlnet ControlNetUnionModel", 0,
      "StableDiffusionXLControlNetUnionImg2ImgPipeline\n"),
    Row(
      "StableDiffusionXLPipeline --task image-to-image --controlnet ControlNetUnionModel"
        + " --controlnet ControlNetUnionModel", 0, "StableDiffusionXLControlNetImg2ImgPipeline\n"),
    Row(
      "StableDiffusionPAGPipeline --task text-to-image --from-pipe --no-enable-pag", 0,
      "StableDiffusionPipeline\n"),
    Row(
      "WanPipeline --task text-to-video --diffusers-version 0.36.0 --json", 0,
      "\"pipeline_class\": \"WanPipeline\""),
    Row("QwenImagePipeline --task text-to-image --first-version", 0, "0.36.0\n"),
    Row("\(checkpoint) --task inpainting --first-version", 0, "0.35.2\n"),
    Row(
      "ShapEImg2ImgPipeline --task image-to-image", 1,
      "ValueError: AutoPipeline can't find a pipeline linked to ShapEImg2ImgPipeline for None"),
    Row(
      "QwenImagePipeline --task text-to-image", 1,
      "diffusers 0.36.0 is the first release that resolves it"),
    Row(
      "PixArtSigmaPipeline --task inpainting", 1, "The class has pipelines for text-to-image"),
    Row(
      "StableDiffusionPAGPipeline --task text-to-image --enable-pag", 1,
      "Without --controlnet and --enable-pag the class has a pipeline"),
    Row("Flux2Pipeline --diffusers-version 0.36.0", 0, "Flux2Pipeline\n"),
    Row("Flux2Pipeline", 1, "diffusers 0.36.0 is the first release that exports it"),
    Row("foo/bar --task inpainting --cache-dir Golden", 1, "models of the hub are looked for in"),
    Row("foo/bar --task inpainting", 1, "OSError: foo/bar does not appear to have a file named"),
    Row("Golden --task inpainting", 1, "OSError: Error no file named model_index.json"),
    Row(
      "\(checkpoint) --task inpainting --components", 0,
      "unet               UNet2DConditionModel  diffusers     \(checkpoint)/unet\n"),
    Row(
      "\(checkpoint) --task text-to-image --controlnet Fixtures/checkpoints/controlnet --components",
      0,
      "controlnet         ControlNetModel       diffusers     Fixtures/checkpoints/controlnet\n"),
    Row(
      "\(checkpoint) --task text-to-image --controlnet ControlNetModel --controlnet ControlNetModel"
        + " --components --json", 0, "\"class\": \"MultiControlNetModel\""),
    Row("\(checkpoint) --components --json", 0, "\"safety_checker\": null"),
    Row(
      "\(checkpoint) --components --diffusers-version 0.36.0", 2, "are those of diffusers 0.35.2"),
    Row("StableDiffusionPipeline --components", 2, "is the name of a class"),
    Row(
      "foo/bar --components --cache-dir Golden --revision v1", 1, "/foo/bar/revision/v1: offline"),
    Row("StableDiffusionPipeline --from-pipe", 2, "needs a task"),
    Row("StableDiffusionPipeline --task painting", 2, "is invalid for '--task"),
    Row("StableDiffusionPipeline --diffusers-version 0.1.0", 2, "choose a release from 0.35.2"),
    Row("StableDiffusionPipeline --task inpainting --controlnet nowhere", 2, "config.json"),
    Row("\(String(repeating: "Pipeline", count: 12000)) --task inpainting", 2, "4096 bytes"),
    Row("\u{1b}[31mPipeline --task inpainting", 2, "control characters"),
  ]

  @Test(arguments: rows) func answers(_ row: Row) throws {
    let words = row.arguments.split(separator: " ").map(String.init)
    let outcome = try CommandLineTests.run(["resolve"] + words)
    #expect(outcome.status == row.status, "\(outcome.errors)")
    #expect((outcome.output + outcome.errors).contains(row.says), "\(outcome.errors)")
    #expect(row.status == 0 ? outcome.errors.isEmpty : outcome.output.isEmpty)
  }

  @Test func jsonHasTheError() throws {
    let outcome = try CommandLineTests.run(
      ["resolve", "ShapEPipeline", "--task", "inpainting", "--json"])
    let error = try JSONValue.parse(text: outcome.output)["error"]
    #expect(outcome.status == 1)
    #expect(error?["type"] == "ValueError")
    #expect(
      error?["message"] == "AutoPipeline can't find a pipeline linked to ShapEPipeline for None")
  }

  static let hostileIndexes: [(String, Int32, String)] = [
    (#"{"_class_name": "StableDiffusionPipeline", "../..": ["a", "B"]}"#, 2, "\"../..\""),
    (#"{"_class_name": "StableDiffusionPipeline", "/etc": ["a", "B"]}"#, 2, "\"/etc\""),
    ("{\"_class_name\": \"\(String(repeating: "x", count: 30_000))\"}", 1, "for None"),
    (#"{"_class_name": "\u0000\u001b[31m"}"#, 1, "for None"),
    (#"{"_class_name": ["a", "b"]}"#, 1, "for None"), ("[1", 1, "is not a valid JSON file"),
    (String(repeating: "[", count: 200), 1, "is not a valid JSON file"),
    (String(repeating: "[", count: 30_000), 2, "nested more than"),
    (#"{"_class_name": "StableDiffusionPipeline", "_class_name": "A", "": 1}"#, 1, "linked to A"),
  ]

  @Test(arguments: hostileIndexes) func survives(_ row: (String, Int32, String)) throws {
    let folder = try TemporaryFolder()
    try folder.write(row.0, "model_index.json")
    try expect(folder.path, row.1, row.2)
  }

  @Test func survivesHugeFilesAndCircles() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("{}", "huge/model_index.json")
    try FileHandle(forWritingTo: file).truncate(atOffset: 100 << 20)
    try expect(folder.path + "/huge", 2, "model_index.json")
    try folder.link("model_index.json", to: "model_index.json")
    try expect(folder.path, 1, "Error no file named model_index.json")
    try folder.link("circle", to: "circle")
    try expect(folder.path + "/circle", 1, "OSError")
  }

  private func expect(_ path: String, _ status: Int32, _ says: String) throws {
    let start = ContinuousClock.now
    let outcome = try CommandLineTests.run(["resolve", path, "--task", "inpainting"])
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(says), "\(outcome.errors.prefix(300))")
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func listsAllPipelines() throws {
    let outcome = try CommandLineTests.run(["list", "pipelines"])
    #expect(outcome.output.split(separator: "\n").count == 82 + 2)
    #expect(outcome.output.contains("text-to-image (decoder)"))
    let json = try JSONValue.parse(
      text: CommandLineTests.run(["list", "pipelines", "--json"]).output)
    #expect(json.arrayValue?.count == 82)
    #expect(json[0]?["class"] == "StableDiffusionPipeline")
    #expect(json[0]?["runs"] == true)
    let later = try CommandLineTests.run([
      "list", "pipelines", "--diffusers-version", "0.42.1", "--filter", "WanPipeline",
    ])
    #expect(later.output.contains("text-to-video"))
  }
}
