import Checkpoints
import Foundation

/// The vocabulary of a CLIP tokenizer and its merges.
///
/// Read from `vocab.json` and `merges.txt`, or from a fast tokenizer's `tokenizer.json` where these
/// are missing.
struct CLIPVocabulary: Sendable {
  /// As many merges of the file are used, whatever it holds.
  static let mergeLimit = 49152 - 256 - 2

  /// The file that errors about ids name.
  let file: String
  private(set) var ids: [ExactText: Int] = [:]
  private(set) var texts: [Int: ExactText] = [:]
  private(set) var pairs = BytePairMerger()

  init(folder: URL) throws {
    let vocabulary = folder.appending(path: "vocab.json")
    let merges = folder.appending(path: "merges.txt")
    let fast = folder.appending(path: "tokenizer.json")
    let hasFiles = [vocabulary, merges].allSatisfy {
      FileManager.default.fileExists(atPath: $0.path(percentEncoded: false))
    }
    if hasFiles {
      file = vocabulary.path(percentEncoded: false)
      try addTokens(TokenizerSettings.object(vocabulary) ?? [:], file, key: nil)
      try addMerges(lines: String(contentsOf: merges, encoding: .utf8))
    } else if let model = try TokenizerSettings.object(fast)?["model"]?.objectValue {
      file = fast.path(percentEncoded: false)
      guard let tokens = model["vocab"]?.objectValue, let list = model["merges"]?.arrayValue else {
        throw CheckpointError(
          file: file, key: "model", problem: "has no \"vocab\" and \"merges\" of byte pairs")
      }
      try addTokens(tokens, file, key: "model.vocab")
      addMerges(list)
    } else {
      throw CheckpointError(
        file: folder.path(percentEncoded: false),
        problem: "there is no vocab.json with merges.txt, and no tokenizer.json",
        advice: "a CLIP tokenizer needs its vocabulary; save it again with save_pretrained")
    }
  }

  private mutating func addTokens(_ tokens: JSONObject, _ file: String, key: String?) throws {
    for (text, value) in tokens {
      guard let id = value.intValue, id >= 0 else {
        throw CheckpointError(
          file: file, key: key.map { "\($0).\(text)" } ?? text,
          problem: "expected an id, found \(value.kind)")
      }
      let text = ExactText(text)
      ids[text] = id
      texts[id] = text
    }
  }

  /// The first line is a version and is never a merge.
  private mutating func addMerges(lines text: String) throws {
    let scalars = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
    let lines = scalars.map { Array($0) }.drop { $0.allSatisfy(PythonText.isSpace) }.dropFirst()
    for (rank, line) in lines.prefix(Self.mergeLimit).enumerated() {
      addMerge(PythonText.words(line).map { Array($0) }, rank)
    }
  }

  private mutating func addMerges(_ list: [JSONValue]) {
    for (rank, value) in list.prefix(Self.mergeLimit).enumerated() {
      let parts = value.arrayValue?.compactMap(\.stringValue).map { Array($0.unicodeScalars) }
      let words = value.stringValue.map {
        PythonText.words(Array($0.unicodeScalars)).map { Array($0) }
      }
      addMerge(parts ?? words ?? [], rank)
    }
  }

  private mutating func addMerge(_ parts: [[Unicode.Scalar]], _ rank: Int) {
    guard parts.count == 2 else { return }
    pairs.addMerge(ExactText(parts[0]), ExactText(parts[1]), rank: rank)
  }

  /// The number of a symbol, a new one if no merge mentions it.
  mutating func symbol(_ text: ExactText) -> UInt32 { pairs.symbol(text) }
}
