import Foundation

/// The index of sharded weights, `….safetensors.index.json`.
struct WeightIndex {
  /// The names of the files, sorted.
  let shards: [String]

  /// Reads the index at `url` and checks that all its files lie beside it.
  init(contentsOf url: URL) throws {
    let file = url.path(percentEncoded: false)
    let value = try JSONValue.load(
      contentsOf: url, maximumSize: 64 << 20, rejectsDuplicateKeys: true, maximumDepth: 16)
    guard let map = value["weight_map"]?.objectValue, !map.isEmpty else {
      throw CheckpointError(
        file: file, key: "weight_map", problem: "expected an object from weights to files")
    }
    var names: Set<String> = []
    for (weight, value) in map {
      guard let name = value.stringValue else {
        throw CheckpointError(
          file: file, key: weight, problem: "expected the name of a file, found \(value.kind)")
      }
      names.insert(name)
    }
    for name in names {
      guard isPlainFileName(name) else {
        throw CheckpointError(
          file: file, key: "weight_map",
          problem: "the file \(name.quotedForMessage) does not lie beside the index")
      }
      guard name.hasSuffix(".safetensors") else {
        throw CheckpointError(
          file: file, key: "weight_map",
          problem: "the file \(name.quotedForMessage) is no safetensors file",
          advice: PickledWeights.advice)
      }
    }
    guard names.count <= 4096 else {
      throw CheckpointError(
        file: file, problem: "lists \(names.count) files; at most 4096 make sense")
    }
    shards = names.sorted()
  }
}

/// Whether `name` names something directly inside a folder.
func isPlainFileName(_ name: String) -> Bool {
  !name.isEmpty && name.utf8.count <= 255 && name != "." && name != ".."
    && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
}
