import Checkpoints
import Tensors
import TestSupport
import Testing

@testable import DiffusionModels

struct CheckpointTests {
  private func folder(_ component: String) -> ComponentFolder {
    ComponentFolder(
      Repository.fixtures.appending(path: "checkpoints/stable-diffusion/\(component)"))
  }

  @Test func loadsAUNet() throws {
    let config = try folder("unet").configuration()
    let store = try folder("unet").weights()
    let model = try UNet2DConditionModel<Float>(config, store.scope())
    try store.audit()
    #expect(config.unreadKeys() == [])
    let output = try model(
      .ones([2, 4, 8, 8]), timestep: [10], encoderHiddenStates: .ones([2, 5, 24]))
    #expect(output.shape == [2, 4, 8, 8])
  }

  @Test func loadsAnAutoencoder() throws {
    let config = try folder("vae").configuration()
    let store = try folder("vae").weights(rules: AutoencoderKL<Float>.weightRules)
    let model = try AutoencoderKL<Float>(config, store.scope())
    try store.audit()
    #expect(config.unreadKeys() == [])
    #expect(try model.decode(.ones([1, 4, 8, 6])).shape == [1, 3, 32, 24])
  }
}
