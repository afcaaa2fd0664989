import Checkpoints
import Foundation
import Pipelines

/// The metadata of a model card: the YAML in front of a `README.md`, as far as diffusers looks at it.
struct ModelCard {
  /// The key `prior`: the checkpoints whose components a combined pipeline needs besides its own. Nil if
  /// the card has no such key.
  let prior: JSONValue?
  /// Whether there is a block of metadata.
  let hasMetadata: Bool

  private static let maximumSize = 4 << 20

  /// The card at `path`.
  ///
  /// - Throws: `PythonError` with upstream's text if there is none or the metadata are no dictionary;
  ///   `CheckpointError` for a file that cannot be read or is too large.
  init(_ path: String, warn: (String) -> Void) throws {
    // huggingface_hub takes a path that does not exist for an id.
    if !FileManager.default.fileExists(atPath: path) { try HubCache.validate(path) }
    try self.init(text: SmallText.load(URL(filePath: path), maximumSize: Self.maximumSize))
    if !hasMetadata { warn("Repo card metadata block was not found. Setting CardData to empty.") }
  }

  /// The card with the given text.
  ///
  /// - Throws: `PythonError` with huggingface_hub's text if the metadata are no dictionary.
  init(text: String) throws(PythonError) {
    guard let block = Self.block(text) else {
      (prior, hasMetadata) = (nil, false)
      return
    }
    hasMetadata = true
    prior = try Self.value(of: "prior", in: block.map(YAMLText.withoutComment))
  }

  /// The checkpoint that a combined pipeline loads: the first of the list.
  ///
  /// - Throws: `PythonError`, what Python raises for a value without a first element.
  func priorName() throws(PythonError) -> JSONValue {
    guard let prior else { return .null }
    // A text is its first character.
    guard case .string(let text) = prior, let first = text.unicodeScalars.first else {
      if try IndexedComponent.isAbsent(prior) { return .null }
      return prior.arrayValue?.first ?? .null
    }
    return .string(String(first))
  }

  /// The lines between the first two lines of `---`.
  private static func block(_ text: String) -> [Substring]? {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }[...]
      .drop { $0.allSatisfy(\.isWhitespace) }
    guard let first = lines.first, first.drop(while: \.isWhitespace) == "---",
      let end = lines.indices.dropFirst().first(where: { lines[$0] == "---" })
    else { return nil }
    let block = lines[lines.index(after: lines.startIndex)..<end]
    // `---` twice in a row is no block.
    return block.isEmpty ? nil : Array(block)
  }

  /// The value of a key of the outermost dictionary.
  private static func value(
    of key: String, in lines: [Substring]
  ) throws(PythonError) -> JSONValue? {
    let isBlank = { (line: Substring) in line.allSatisfy(\.isWhitespace) }
    guard let first = lines.first(where: { !isBlank($0) }) else { return nil }
    guard !first.hasPrefix("- "), first.contains(":") || first.hasPrefix("{") else {
      throw .value("repo card metadata block should be a dict")
    }
    // Of several, the last one counts.
    guard
      let start = lines.lastIndex(where: { line in
        ["", "'", "\""].contains { line.hasPrefix("\($0)\(key)\($0):") }
      })
    else { return nil }
    let rest = lines[(start + 1)...].filter { !isBlank($0) }
      .prefix { $0.first?.isWhitespace == true || $0.hasPrefix("-") || $0.hasPrefix("]") }
    let inline = lines[start].drop { $0 != ":" }.dropFirst()
    return YAMLText.value(inline, rest.map { $0 })
  }
}

/// The few forms of YAML that a key of a model card has.
private enum YAMLText {
  /// What stands behind the key, and the lines below that belong to it.
  static func value(_ inline: Substring, _ lines: [Substring]) -> JSONValue {
    let text = trimmed(inline)
    if text.hasPrefix("["), !text.hasSuffix("]") {
      return scalar(([text] + lines.map(trimmed)).joined(separator: " "))
    }
    guard text.isEmpty else { return scalar(text) }
    let items = lines.map(trimmed).filter { $0.hasPrefix("-") }
    guard !items.isEmpty else { return lines.isEmpty ? .null : .object([:]) }
    return .array(items.map { scalar(trimmed($0.dropFirst())) })
  }

  private static func scalar(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE", "yes", "Yes", "on", "On": return true
    case "false", "False", "FALSE", "no", "No", "off", "Off": return false
    default: break
    }
    for quote in ["\"", "'"] where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote)
    {
      return .string(String(text.dropFirst().dropLast()))
    }
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = text.dropFirst().dropLast()
      let items = inner.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
      return .array(items.map(scalar))
    }
    if text.hasPrefix("{") { return .object([:]) }
    if let number = Int(text) { return .int(number) }
    return .string(text)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  /// The line up to a `#` that starts a comment.
  static func withoutComment(_ line: Substring) -> Substring {
    guard !line.hasPrefix("#") else { return "" }
    return line.firstRange(of: /\ #/).map { line[..<$0.lowerBound] } ?? line
  }
}
