import Checkpoints
import Foundation
import Tokenizers

/// `Golden/units/t5_tokenizer` and `clip_tokenizer_fast`: of most texts a digest of the ids and of what
/// these are decoded to.
///
/// The ids themselves come from the reference, and count only if their digest is the golden's.
struct DigestedVectors: TokenVectors {
  private let folder: URL
  private let shared: JSONValue
  private let variant: JSONValue

  let name: String
  let textArguments: JSONValue = [:]

  var className: String { variant["class"]?.stringValue ?? "" }

  /// A configuration for each file in `folder` that is about a class.
  static func all(in folder: URL) throws -> [DigestedVectors] {
    let shared = try JSONValue.load(contentsOf: folder.appending(path: "texts.json"))
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false))
    return try names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
      let variant = try JSONValue.load(contentsOf: folder.appending(path: name))
      guard variant["class"]?.stringValue != nil else { return nil }
      return DigestedVectors(
        folder: folder, shared: shared, variant: variant,
        name: String(name.dropLast(".json".count)))
    }
  }

  var layouts: [TokenLayout] {
    TokenLayout.all(shared["layouts"], shared["batches"], variant["layouts"])
  }

  /// A text names a file beside the golden; everything else is a file's own content.
  func write(to target: URL) throws {
    for (name, content) in variant["files"]?.objectValue ?? [:] {
      let bytes =
        try content.stringValue.map { try Data(contentsOf: folder.appending(path: $0)) }
        ?? Data(content.serialized().utf8)
      try bytes.write(to: target.appending(path: name))
    }
  }

  func texts(_ target: URL) throws -> [(text: String, ids: JSONValue)] {
    let texts = shared[variant["texts"]?.stringValue ?? ""]?.strings ?? []
    let known = variant["ids"]?.arrayValue ?? []
    let digits = Array((variant["digests"]?.stringValue ?? "").utf8)
    guard !texts.isEmpty, digits.count == Self.digitCount * texts.count else {
      throw problem("holds no digest for each text")
    }
    let tokenizer = try AdapterSession.tokenizer(target, className)
    return try texts.enumerated().map { index, text in
      let ids = try tokenizer.encode([text]).ids.first ?? []
      let start = index * Self.digitCount
      guard try Self.digest(tokenizer, ids) == Array(digits[start..<(start + Self.digitCount)])
      else {
        throw problem("has another digest of \(printable(text, limit: 80)) than the reference")
      }
      return (text, index < known.count ? known[index] : .array(ids.map { .int($0) }))
    }
  }

  private func problem(_ text: String) -> CheckpointError {
    CheckpointError(
      file: folder.appending(path: "\(name).json").path(percentEncoded: false), problem: text)
  }

  private static let digitCount = 5

  /// The lowest 20 bits of FNV-1a over the ids and what they are decoded to with special tokens and
  /// without, as `ci/oracle/units` computes it: five hexadecimal digits.
  private static func digest(_ tokenizer: any TextTokenizer, _ ids: [Int]) throws -> [UInt8] {
    let decoded = try tokenizer.decode(ids)
    let skipped = try tokenizer.decode(ids, skipSpecialTokens: true, cleanUpSpaces: nil)
    let bytes = ids.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } }
    let hash = (bytes + Array((decoded + "\n" + skipped).utf8)).reduce(UInt32(2_166_136_261)) {
      ($0 ^ UInt32($1)) &* 16_777_619
    }
    let digits = String(hash & 0xfffff, radix: 16)
    return Array((String(repeating: "0", count: digitCount - digits.count) + digits).utf8)
  }
}
