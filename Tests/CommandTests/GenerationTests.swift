import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// The options of `generate` become a request.
@Suite struct GenerationTests {
  private static let checkpoint = Repository.fixtures
    .appending(path: "checkpoints/stable-diffusion").path(percentEncoded: false)

  private func generation(_ change: (inout Generation) -> Void = { _ in }) -> Generation {
    var generation = Generation(checkpoint: Self.checkpoint, seed: 7)
    change(&generation)
    return generation
  }

  @Test func picturesDecideTheTask() {
    #expect(generation().effectiveTask == "text-to-image")
    #expect(generation { $0.image = "a" }.effectiveTask == "image-to-image")
    let masked = generation {
      $0.image = "a"
      $0.mask = "b"
    }
    #expect(masked.effectiveTask == "inpainting")
    #expect(generation { $0.task = "inpainting" }.effectiveTask == "inpainting")
  }

  @Test func callHasDiffusersNames() throws {
    let json = try generation {
      $0.prompts = ["a", "b"]
      $0.negativePrompts = ["c"]
      $0.scheduler = "DDIMScheduler"
      $0.variant = "fp16"
      $0.arguments = ["eta": 0.5]
    }.json()
    let expected: JSONObject = [
      "checkpoint": .string(Self.checkpoint), "task": "text-to-image",
      "load": ["variant": "fp16", "scheduler": ["class": "DDIMScheduler", "config": [:]]],
      "call": [
        "prompt": ["a", "b"], "negative_prompt": "c", "generator": ["seed": 7], "eta": 0.5,
      ],
    ]
    #expect(JSONValue.object(json) == .object(expected))
  }

  @Test func absentOptionsAreNotPassed() throws {
    let call = try generation { $0.prompts = ["a"] }.json()["call"]
    #expect(call == ["prompt": "a", "generator": ["seed": 7]])
  }

  @Test(arguments: ["", "no/such/folder", "nowhere", "a\u{0}b", "../..\u{0}"])
  func unknownCheckpoint(_ name: String) throws {
    #expect(throws: CheckpointError.self) { try CheckpointName(name).folder() }
  }

  @Test func singleFileIsExplained() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", "model.ckpt")
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointName(folder.url.appending(path: "model.ckpt").path(percentEncoded: false))
        .folder()
    }
    #expect(error?.advice?.contains("from_single_file") == true)
  }
}
