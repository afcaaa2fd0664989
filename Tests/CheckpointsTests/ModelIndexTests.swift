import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite struct ModelIndexTests {
  private let text = """
    {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.35.2",
     "_name_or_path": "a/b", "vae": ["diffusers", "AutoencoderKL"],
     "safety_checker": [null, null], "requires_safety_checker": true, "sizes": [1, 2],
     "_private": ["a", "b"], "text_encoder": ["transformers", "CLIPTextModel"]}
    """

  @Test func listsComponentsInOrder() throws {
    let members = try #require(try JSONValue.parse(text: text).objectValue)
    let index = ModelIndex(members)
    #expect(index.className == "StableDiffusionPipeline")
    #expect(index.diffusersVersion == "0.35.2")
    #expect(index.nameOrPath == "a/b")
    #expect(index.components.map(\.name) == ["vae", "safety_checker", "text_encoder"])
    #expect(index.component("vae")?.className == "AutoencoderKL")
    #expect(index.component("safety_checker")?.isAbsent == true)
    #expect(index.values == ["requires_safety_checker": true, "sizes": [1, 2]])
  }

  @Test(arguments: [
    "../..", "/etc", "..", ".", "", "a/b", "a\u{0}b", String(repeating: "x", count: 1 << 20),
  ])
  func keepsComponentsInside(_ name: String) {
    let index = ModelIndex([name: ["diffusers", "AutoencoderKL"]])
    let error = #expect(throws: CheckpointError.self) {
      try index.folder(of: name, in: URL(filePath: "/checkpoint"))
    }
    #expect((error?.description.utf8.count ?? 0) < 500)
  }

  @Test func refusesLargeFilesAtOnce() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("{}", "model_index.json")
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 100 << 20)
    var error: CheckpointError?
    let time = processorTime {
      error = #expect(throws: CheckpointError.self) { try ModelIndex(contentsOf: file) }
    }
    #expect(error?.problem == "has 104857600 bytes, more than the 4194304 allowed for this file")
    #expect(time < .milliseconds(100))
  }

  @Test func readsFilesAndTheirErrors() throws {
    let folder = try TemporaryFolder()
    #expect(try ModelIndex(contentsOf: folder.write(text, "a.json")).components.count == 3)
    let bad = try folder.write("{", "b.json")
    let error = #expect(throws: PythonError.self) { try ModelIndex(contentsOf: bad) }
    #expect(
      error?.description
        == "OSError: It looks like the config file at '\(bad.path(percentEncoded: false))' is not a"
        + " valid JSON file.")
    #expect(throws: CheckpointError.self) {
      try ModelIndex(contentsOf: folder.write("[]", "c.json"))
    }
  }

  @Test func checksVariants() throws {
    let folder = try TemporaryFolder()
    let index = ModelIndex(["unet": ["diffusers", "UNet2DConditionModel"]])
    try folder.write("", "other/model.fp16.safetensors")
    let error = #expect(throws: PythonError.self) { try index.checkVariant("fp16", in: folder.url) }
    #expect(
      error?.message == "You are trying to load the model files of the `variant=fp16`, but no such"
        + " modeling files are available.")
    try folder.write("", "unet/diffusion_pytorch_model.fp16.safetensors")
    try index.checkVariant("fp16", in: folder.url)
  }
}
