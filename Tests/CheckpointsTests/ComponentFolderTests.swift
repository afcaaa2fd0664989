import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ComponentFolderTests {
  private let folder: TemporaryFolder
  private var component: ComponentFolder { ComponentFolder(folder.url) }

  init() throws { folder = try TemporaryFolder() }

  private func weights(_ value: Float, _ name: String = "weight") throws -> [UInt8] {
    var writer = SafetensorsWriter()
    writer.add(name, Tensor([value]))
    return try writer.serialized()
  }

  private func value(_ store: WeightStore, _ name: String = "weight") -> Float {
    store.scope(as: Float.self).tensor(name, [1]).item
  }

  @Test func loadsOneFile() throws {
    try folder.write(weights(1), "diffusion_pytorch_model.safetensors")
    let store = try component.weights()
    #expect(value(store) == 1)
    try store.audit()
  }

  @Test func choosesTheVariantWhereThereIsOne() throws {
    try folder.write(weights(1), "model.safetensors")
    #expect(value(try component.weights(variant: "fp16")) == 1)
    try folder.write(weights(2), "model.fp16.safetensors")
    #expect(value(try component.weights(variant: "fp16")) == 2)
    #expect(value(try component.weights()) == 1)
  }

  @Test(arguments: [
    (nil, "model.safetensors.index.json", "model-00001-of-00002.safetensors"),
    ("fp16", "model.safetensors.index.fp16.json", "model.fp16-00001-of-00002.safetensors"),
    ("fp16", "model.safetensors.fp16.index.json", "model-00001-of-00002.fp16.safetensors"),
  ])
  func joinsShards(_ variant: String?, _ index: String, _ shard: String) throws {
    let second = shard.replacing("00001", with: "00002")
    try folder.write(weights(3, "a"), shard)
    try folder.write(weights(4, "b"), second)
    try folder.write(
      "{\"metadata\": {}, \"weight_map\": {\"a\": \"\(shard)\", \"b\": \"\(second)\"}}", index)
    let store = try component.weights(variant: variant)
    #expect(value(store, "a") == 3)
    #expect(value(store, "b") == 4)
    try store.audit()
    try FileManager.default.removeItem(at: folder.url.appending(path: second))
    let error = #expect(throws: CheckpointError.self) { try component.weights(variant: variant) }
    #expect(error?.problem == "is missing; \(index) says that it holds weights")
  }

  @Test(arguments: [
    "../outside.safetensors", "/etc/passwd", "a/b.safetensors", "..", "", "nul\\u0000.safetensors",
  ])
  func refusesShardsElsewhere(_ name: String) throws {
    try folder.write("{\"weight_map\": {\"a\": \"\(name)\"}}", "model.safetensors.index.json")
    let error = #expect(throws: CheckpointError.self) { try component.weights() }
    #expect(error?.problem.hasSuffix("does not lie beside the index") == true)
  }

  @Test(arguments: [
    "{}", "{\"weight_map\": []}", "{\"weight_map\": {}}", "{\"weight_map\": {\"a\": 1}}", "[]",
    "{\"weight_map\": {\"a\": \"pytorch_model.bin\"}}",
  ])
  func refusesABadIndex(_ text: String) throws {
    try folder.write(text, "model.safetensors.index.json")
    #expect(throws: CheckpointError.self) { try component.weights() }
  }

  @Test(arguments: ["pytorch_model.bin", "diffusion_pytorch_model.bin", "model.ckpt", "weights.pt"])
  func refusesPickles(_ name: String) throws {
    try folder.write([1, 2, 3], name)
    let error = #expect(throws: CheckpointError.self) { try component.weights() }
    #expect(error?.file.hasSuffix(name) == true)
    #expect(error?.advice?.contains("save_pretrained(new_folder, safe_serialization=True)") == true)
  }

  @Test func saysWhatIsMissing() throws {
    let error = #expect(throws: CheckpointError.self) { try component.weights(named: .diffusers) }
    #expect(
      error?.problem
        == "there are no weights here: no diffusion_pytorch_model.safetensors, and no index of shards"
    )
    let python = #expect(throws: PythonError.self) { try component.configuration() }
    #expect(
      python?.description
        == "OSError: Error no file named config.json found in directory \(component.path).")
  }

  @Test func survivesLinksInACircle() throws {
    try folder.link("model.safetensors", to: "model.safetensors")
    try folder.link("config.json", to: "other.json")
    try folder.link("other.json", to: "config.json")
    #expect(throws: CheckpointError.self) { try component.weights() }
    #expect(throws: PythonError.self) { try component.configuration() }
    #expect(throws: CheckpointError.self) {
      try SafetensorsFile(contentsOf: folder.url.appending(path: "model.safetensors"))
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    let pipe = folder.url.appending(path: "pipe").path(percentEncoded: false)
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in ["pipe", "."] {
      #expect(throws: CheckpointError.self) {
        try SafetensorsFile(contentsOf: folder.url.appending(path: path))
      }
    }
  }
}
