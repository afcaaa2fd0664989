import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipeline

@Suite struct ResolverHostileTests {
  private let folder: TemporaryFolder
  private var location: CheckpointLocation {
    CheckpointLocation(folder.path, cache: HubCache(root: folder.url.appending(path: "cache")))
  }

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    String(repeating: "Pipeline", count: 1 << 17), String(repeating: "x", count: 1 << 20),
    String(repeating: "Img2ImgPipelin", count: 1 << 16), "\u{0}\u{7}\u{1b}[31mPipeline\n",
    String(repeating: "\u{301}", count: 1 << 19), "Inpaint😀ControlPipeline",
  ])
  func answersLongAndStrangeNamesAtOnce(_ name: String) {
    let start = ContinuousClock.now
    for task in [AutoTask.textToImage, .imageToImage, .inpainting] {
      let error = #expect(throws: PythonError.self) {
        try Resolver.resolve(
          task: task, className: name,
          options: ResolverOptions(controlNet: .union, enablePAG: true))
      }
      #expect(error?.type == .valueError)
      #expect(error?.message.hasSuffix(" for None") == true)
    }
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func tellsLookalikesApart() {
    // The sign for kelvin equals the letter K in Swift, but not in Python.
    #expect(throws: PythonError.self) {
      try Resolver.resolve(task: .textToImage, className: "\u{212a}andinsky3Pipeline")
    }
  }

  @Test func survivesLinksInACircle() throws {
    try folder.link("model_index.json", to: "model_index.json")
    let error = #expect(throws: PythonError.self) {
      try Resolver().resolve(task: .textToImage, checkpoint: location)
    }
    #expect(
      error?.message
        == "Error no file named model_index.json found in directory \(folder.path).")
  }

  @Test func refusesHugeIndexesAtOnce() throws {
    let file = try folder.write("{}", "model_index.json")
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 100 << 20)
    let time = processorTime {
      #expect(throws: CheckpointError.self) {
        try Resolver().resolve(task: .textToImage, checkpoint: location)
      }
    }
    #expect(time < .milliseconds(100))
  }

  @Test func saysWhatToDoWithASingleFile() throws {
    let file = try folder.write([1, 2, 3], "sd.safetensors")
    let error = #expect(throws: PythonError.self) {
      try Resolver().resolve(
        task: .textToImage, checkpoint: CheckpointLocation(file.path(percentEncoded: false)))
    }
    #expect(error?.advice?.contains("from_single_file(file).save_pretrained(folder)") == true)
  }

  @Test func refusesTasksThatTheReleaseLacks() throws {
    try folder.write("{\"_class_name\": \"StableAudioPipeline\"}", "model_index.json")
    let error = #expect(throws: PythonError.self) {
      try Resolver().resolve(task: .textToAudio, checkpoint: location)
    }
    #expect(
      error?.description
        == "AttributeError: module diffusers has no attribute AutoPipelineForText2Audio")
    #expect(
      try Resolver(version: .newest).resolve(task: .textToAudio, checkpoint: location)
        == "StableAudioPipeline")
  }
}
