import Checkpoints
import Foundation
import Pipelines
import Synchronization
import Tensors

/// Makes a checkpoint of real size with random weights from configurations alone.
///
/// Which weights a model has is what its audit misses in an empty file.
struct RandomCheckpoint {
  /// The folder with the configurations, of a component or of a whole checkpoint.
  let configurations: URL

  /// Copies the configurations to `folder` and adds weights where there are none for the same
  /// configuration yet.
  func make(in folder: URL) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: configurations.path(percentEncoded: false))
      .sorted()
    {
      let source = configurations.appending(path: name).resolvingSymlinksInPath()
      if isFolder(source.path(percentEncoded: false)) {
        try RandomCheckpoint(configurations: source).make(in: folder.appending(path: name))
      } else if name == "config.json" {
        try makeWeights(source, in: folder)
      } else {
        try Data(contentsOf: source).write(to: folder.appending(path: name), options: .atomic)
      }
    }
  }

  private func makeWeights(_ configuration: URL, in folder: URL) throws {
    let copy = folder.appending(path: "config.json")
    let text = try Data(contentsOf: configuration)
    if (try? Data(contentsOf: copy)) == text { return }
    try? FileManager.default.removeItem(at: copy)
    let config = try JSONValue.load(contentsOf: configuration)
    let isOfDiffusers = config["_class_name"] != nil
    guard
      let className = config["_class_name"]?.stringValue
        ?? config["architectures"]?.arrayValue?.first?.stringValue,
      let loader = ComponentLoader<Float>(className)
    else {
      throw CheckpointError(
        file: configuration.path(percentEncoded: false), key: "_class_name",
        problem: "there is no model of this class")
    }
    let stem: WeightFileName = isOfDiffusers ? .diffusers : .transformers
    let file = folder.appending(path: "\(stem.rawValue).safetensors")
    try SafetensorsWriter().write(to: file)
    let missing = try missingWeights(loader, text, beside: file)
    var writer = SafetensorsWriter()
    writer.metadata = ["format": "pt"]
    for weight in missing {
      writer.add(weight.name, shape: weight.shape, as: .float32) { body in
        try RandomWeight(name: weight.name, shape: weight.shape).forEachBlock(body)
      }
    }
    try writer.write(to: file)
    // Last, as the sign that all is there.
    try text.write(to: copy, options: .atomic)
  }

  private func missingWeights(
    _ loader: ComponentLoader<Float>, _ text: Data, beside file: URL
  ) throws -> [WeightAuditError.Missing] {
    let copy = file.deletingLastPathComponent().appending(path: "config.json")
    try text.write(to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    let folder = ComponentFolder(file.deletingLastPathComponent())
    do {
      _ = try loader.load(ComponentSource(folder: folder))
    } catch let error as WeightAuditError {
      return error.missing
    }
    return []
  }
}

/// The elements of one random weight, the same on every machine.
private struct RandomWeight {
  private let count: Int
  private let centre: Float
  /// The largest distance from the centre.
  private let width: Float
  private let seed: UInt64

  private static let block = 1 << 22

  /// Uniform elements: kernels of layers keep the scale of what they are applied to, scales of norms lie
  /// around 1.
  init(name: String, shape: [Int]) {
    count = shape.reduce(1, *)
    let isScale = shape.count == 1 && name.hasSuffix("weight")
    centre = isScale ? 1 : 0
    if shape.count == 1 {
      width = 0.1
    } else {
      let inputs = Float(shape.dropFirst().reduce(1, *))
      // T5 does not scale its scores, so its queries are small.
      let scale: Float = name.hasSuffix(".q.weight") ? 0.125 : 1
      width = name.contains("embed") ? 0.05 : scale * (3 / inputs).squareRoot()
    }
    seed = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// Calls `body` with the bytes, block by block.
  func forEachBlock(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    for start in stride(from: 0, to: count, by: Self.block) {
      let size = min(Self.block, count - start)
      let values = Tensor<Float>(unsafeUninitialized: [size]) { elements in
        guard let base = elements.baseAddress else { return }
        parallelFor(size, minimumPerTask: 1 << 16) { range in
          for index in range {
            base[index] = centre + width * uniform(UInt64(start + index))
          }
        }
      }
      try values.withContiguous { try body(UnsafeRawBufferPointer($0)) }
    }
  }

  /// A number from -1 to 1: SplitMix64 (Steele et al. 2014) at a place of its sequence.
  @inline(__always)
  private func uniform(_ place: UInt64) -> Float {
    var bits = seed &+ (place &+ 1) &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return Float(Int32(truncatingIfNeeded: (bits ^ bits >> 31) >> 32)) * 0x1p-31
  }
}
