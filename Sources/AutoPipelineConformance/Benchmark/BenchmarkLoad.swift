import Checkpoints
import Foundation

/// What a worker is told to load for an item, with the files made that it needs.
struct BenchmarkLoad {
  /// The message.
  let line: JSONObject
  /// The size of the weights.
  let weightBytes: Int

  init(_ item: BenchmarkItem, sources: URL, options: Benchmark.Options) throws {
    var folder: URL?
    if let model = item.model {
      let made = options.cache.appending(path: model)
      try RandomCheckpoint(configurations: sources.appending(path: "models/\(model)"))
        .make(in: made)
      folder = made
    }
    weightBytes = folder.map(Self.weightBytes) ?? 0
    let name = item.id.replacing("/", with: "-")
    switch item.work {
    case .component(let className, let method, let inputs, let isTiled):
      let file = options.cache.appending(path: "\(name).inputs.safetensors")
      try BenchmarkInputs(specifications: inputs).write(to: file)
      line = [
        "cmd": "load", "folder": .string(folder?.path(percentEncoded: false) ?? ""),
        "class": .string(className), "method": .string(method), "tiled": .bool(isTiled),
        "inputs": .string(file.path(percentEncoded: false)),
      ]
    case .request(var request):
      request["checkpoint"] = .string(folder?.path(percentEncoded: false) ?? "")
      let file = options.cache.appending(path: "\(name).request.json")
      let text = JSONValue.object(request).serialized(indent: 2)
      try Data(text.utf8).write(to: file, options: .atomic)
      line = ["cmd": "load", "request": .string(file.path(percentEncoded: false))]
    case .suite(let step, let isShared):
      let cases = Suite(checkout: options.checkout).cases
      let paths = stride(from: 0, to: cases.count, by: step).map {
        cases[$0].folder.appending(path: "request.json").path(percentEncoded: false)
      }
      line = [
        "cmd": "load", "requests": .array(paths.map { .string($0) }), "shared": .bool(isShared),
      ]
    }
  }

  /// The size of all files of weights in `folder` and below.
  private static func weightBytes(_ folder: URL) -> Int {
    let paths = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))
    let names = (paths?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".safetensors") }
    return names.reduce(0) { sum, name in
      let path = folder.appending(path: name).path(percentEncoded: false)
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }
}
