public import Foundation

/// The cache of the Hugging Face hub on this machine. Nothing is ever downloaded.
public struct HubCache: Sendable, Hashable {
  /// The folder that holds `models--…` folders.
  public let root: URL

  /// The cache at `root`.
  public init(root: URL) { self.root = root }

  /// The cache that huggingface_hub would use: `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`,
  /// `HF_HOME/hub`, `XDG_CACHE_HOME/huggingface/hub` or `~/.cache/huggingface/hub`.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    func expanded(_ path: String) -> String { expandedPath(path, environment) }
    let cacheHome = environment["XDG_CACHE_HOME"] ?? expanded("~") + "/.cache"
    let home = expanded(environment["HF_HOME"] ?? "\(cacheHome)/huggingface")
    let cache =
      environment["HF_HUB_CACHE"] ?? environment["HUGGINGFACE_HUB_CACHE"] ?? "\(home)/hub"
    self.init(root: URL(filePath: expanded(cache)))
  }

  /// The folder of the model `repository` at `revision` (a branch, a tag or a commit), nil if it is
  /// not in the cache.
  ///
  /// - Throws: `PythonError` if `repository` is no valid id.
  public func snapshot(_ repository: String, revision: String = "main") throws -> URL? {
    try Self.validate(repository)
    let folder = root.appending(
      path: "models--" + repository.split(separator: "/").joined(separator: "--"))
    guard isPathInside(revision) else { return nil }
    var commit = revision
    let reference = folder.appending(path: "refs/\(revision)")
    if isFile(reference) {
      let file = try FileBytes.small(reference, maximumSize: 4096)
      commit = String(decoding: file.bytes, as: UTF8.self)
    }
    guard isPathInside(commit) else { return nil }
    let snapshot = folder.appending(path: "snapshots/\(commit)")
    return isFolder(snapshot.path(percentEncoded: false)) ? snapshot : nil
  }

  /// The cached file `name` of the model `repository`, nil if it is not in the cache.
  ///
  /// - Throws: `PythonError` if `repository` is no valid id.
  public func file(_ name: String, of repository: String, revision: String = "main") throws -> URL?
  {
    guard isPathInside(name), let snapshot = try snapshot(repository, revision: revision) else {
      return nil
    }
    let file = snapshot.appending(path: name)
    return isFile(file) ? file : nil
  }

  /// Checks the form of a repository id, `name` or `namespace/name`, as huggingface_hub does.
  ///
  /// - Throws: `PythonError` with huggingface_hub's text.
  public static func validate(_ id: String) throws {
    func invalid(_ message: String) -> PythonError {
      PythonError(type: .hubValidationError, message: message)
    }
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2 else {
      throw invalid(
        "Repo id must be in the form 'repo_name' or 'namespace/repo_name': '\(id)'. Use `repo_type`"
          + " argument if needed.")
    }
    // Python's `$` also matches in front of a line break at the end.
    let last = parts.last.map { $0.hasSuffix("\n") ? $0.dropLast() : $0 } ?? ""
    guard (parts.dropLast() + [last]).allSatisfy(isName), last.unicodeScalars.count <= 96 else {
      throw invalid(
        "Repo id must use alphanumeric chars, '-', '_' or '.'. The name cannot start or end with '-'"
          + " or '.' and the maximum length is 96: '\(id)'.")
    }
    guard !id.contains("--"), !id.contains("..") else {
      throw invalid("Cannot have -- or .. in repo_id: '\(id)'.")
    }
    guard !id.hasSuffix(".git") else { throw invalid("Repo_id cannot end by '.git': '\(id)'.") }
  }

  private static func isName(_ part: Substring) -> Bool {
    guard let first = part.unicodeScalars.first, let last = part.unicodeScalars.last else {
      return false
    }
    return isWord(first) && isWord(last)
      && part.unicodeScalars.allSatisfy { isWord($0) || $0 == "-" || $0 == "." }
  }

  /// `\w` of Python's `re`.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: scalar == "_"
    }
  }
}

/// Whether the relative path stays inside the folder it starts from.
private func isPathInside(_ path: String) -> Bool {
  path.utf8.count <= 4096
    && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
      isPlainFileName(String($0))
    }
}

/// `os.path.expandvars(os.path.expanduser(path))`.
private func expandedPath(_ path: String, _ environment: [String: String]) -> String {
  var path = path
  if path == "~" || path.hasPrefix("~/") {
    let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path()
    path =
      (home.count > 1 && home.hasSuffix("/") ? String(home.dropLast()) : home)
      + path.dropFirst()
  }
  return path.replacing(/\$(?:\{([^}]*)\}|([A-Za-z0-9_]+))/) { match in
    let name = match.1 ?? match.2 ?? ""
    return environment[String(name)] ?? String(match.0)
  }
}
