import Checkpoints
public import Foundation

/// The checkpoint whose prior a combined pipeline loads besides its own decoder: the key `prior` in the
/// metadata of the folder's `README.md`.
public enum ConnectedPrior {
  /// The id or folder of the prior, nil if the folder has no `README.md` or the file names none.
  ///
  /// diffusers takes the first element of the list; of a plain text that is its first character.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read or is too large.
  public static func name(in folder: URL) throws -> String? {
    let file = folder.appending(path: "README.md")
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
      return nil
    }
    return name(inText: try SmallText.load(file, maximumSize: 4 << 20))
  }

  /// What a prior adds to the components of a combined pipeline: `prior_…`; nothing for other classes.
  ///
  /// - Throws: `PythonError` with diffusers' text if the prior cannot be loaded; `CheckpointError` for
  ///   files that cannot be used.
  static func components(
    of signature: PipelineSignature, in folder: URL, _ cache: HubCache
  ) throws -> [String] {
    guard signature.loadsConnectedPipelines, let name = try name(in: folder) else { return [] }
    let prior = try CheckpointLocation(name, cache: cache).folder()
    let index = try ModelIndex(contentsOf: prior.appending(path: ModelIndex.fileName))
    return index.components.filter { !$0.isAbsent }.map { "prior_\($0.name)" }
  }

  static func name(inText text: String) -> String? {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    guard lines.first.map(trimmed) == "---",
      let end = lines.dropFirst().firstIndex(where: { trimmed($0) == "---" })
    else { return nil }
    let metadata = lines[1..<end]
    guard let start = metadata.firstIndex(where: { $0.hasPrefix("prior:") }) else { return nil }
    let value = trimmed(metadata[start].dropFirst("prior:".count))
    if value.hasPrefix("[") {
      let inner = value.dropFirst().prefix { $0 != "]" }
      return inner.split(separator: ",").first.map { unquoted(trimmed($0)) }
    }
    if !value.isEmpty { return unquoted(value).first.map(String.init) }
    guard let item = metadata[(start + 1)...].first(where: { !trimmed($0).isEmpty }),
      trimmed(item).hasPrefix("- ")
    else { return nil }
    return unquoted(trimmed(trimmed(item).dropFirst(2)))
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  private static func unquoted(_ text: String) -> String {
    for quote in ["\"", "'"] where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote)
    {
      return String(text.dropFirst().dropLast())
    }
    return text
  }
}
