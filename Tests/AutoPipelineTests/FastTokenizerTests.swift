import Checkpoints
import Foundation
import Pipelines
import TestSupport
import Testing

@testable import AutoPipeline

/// Pipelines run with CLIP's fast tokenizer in the place of the slow one.
@Suite struct FastTokenizerTests {
  @Test(arguments: [
    "stable-diffusion", "stable-diffusion-xl", "stable-diffusion-3", "flux", "latent-consistency",
  ])
  func serves(_ checkpoint: String) throws {
    let source = Repository.fixtures.appending(path: "checkpoints/\(checkpoint)")
    let folder = try TemporaryFolder()
    let index = try String(contentsOf: source.appending(path: "model_index.json"), encoding: .utf8)
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path)
    where name != "model_index.json" {
      try folder.link(name, to: source.appending(path: name).path)
    }
    try folder.write(
      index.replacing("\"CLIPTokenizer\"", with: "\"CLIPTokenizerFast\""), "model_index.json")
    let pipeline = try AutoPipeline<Float>(.textToImage).fromPretrained(
      CheckpointLocation(folder.path))
    #expect(pipeline.pipeline.components["tokenizer"]?.className == "CLIPTokenizerFast")
    let output = try pipeline.pipeline(
      PipelineCall([
        "prompt": "a cat", "height": 16, "width": 16, "num_inference_steps": 1,
        "output_type": "latent",
      ]))
    guard case .tensor(let latents) = output.images else {
      Issue.record("there are no latents")
      return
    }
    #expect(latents.isFinite)
  }
}
