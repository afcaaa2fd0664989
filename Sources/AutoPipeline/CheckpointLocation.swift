public import Checkpoints
import Foundation

/// A checkpoint as a user names it: a folder, or the id of a model in the hub's cache. Nothing is ever
/// downloaded; what is not in the cache is an error, as for diffusers with `HF_HUB_OFFLINE=1`.
public struct CheckpointLocation: Sendable, Hashable {
  /// The folder or the id, as it was given.
  public let name: String
  /// The branch, tag or commit of an id, if one was given.
  public let revision: String?
  /// Where models from the hub are.
  public let cache: HubCache

  /// The checkpoint `name`.
  public init(_ name: String, revision: String? = nil, cache: HubCache = HubCache()) {
    self.name = name
    self.revision = revision
    self.cache = cache
  }

  /// The same at another revision or in another cache, where they are given.
  func with(revision: String?, cacheDirectory: String?) -> CheckpointLocation {
    CheckpointLocation(
      name, revision: revision ?? self.revision,
      cache: cacheDirectory.map { HubCache(root: URL(filePath: $0)) } ?? cache)
  }

  /// The file that `load_config` of an AutoPipeline reads.
  ///
  /// - Parameters:
  ///   - forcesDownload: the argument `force_download`.
  ///   - requiresToken: whether the argument `token` is True; the reference reads no tokens.
  /// - Throws: `PythonError` with diffusers' text.
  func indexFile(
    forcesDownload: Bool = false, requiresToken: Bool = false
  ) throws(PythonError) -> String {
    if isRegularFile(name) { return name }
    if isFolder(name) { return try indexFile(in: name) }
    if (try? HubCache.validate(name)) != nil, requiresToken {
      throw PythonError(
        type: .osError,
        message: "Can't load config for '\(name)'. If you were trying to load it from"
          + " 'https://huggingface.co/models', make sure you don't have a local directory with the"
          + " same name. Otherwise, make sure '\(name)' is the correct path to a directory containing"
          + " a \(ModelIndex.fileName) file", advice: Self.tokenAdvice)
    }
    guard !forcesDownload else { throw Self.unreachable(name, advice: cacheAdvice) }
    do {
      let found = try cache.file(ModelIndex.fileName, of: name, revision: revision ?? "main")
      if let found { return found.path(percentEncoded: false) }
    } catch {
      throw Self.unreachable(name, advice: cacheAdvice)
    }
    throw PythonError(
      type: .osError,
      message: "\(name) does not appear to have a file named \(ModelIndex.fileName).",
      advice: cacheAdvice)
  }

  /// The folder that `DiffusionPipeline.from_pretrained` loads from, as errors print it.
  ///
  /// - Parameters:
  ///   - usesLocalFilesOnly: the argument `local_files_only`.
  ///   - requiresToken: whether the argument `token` is True.
  ///   - warn: told that there is no network.
  /// - Throws: `PythonError` with diffusers' text.
  public func folder(
    usesLocalFilesOnly: Bool = false, requiresToken: Bool = false,
    warn: (String) -> Void = { _ in }
  ) throws -> String {
    if isFolder(name) { return name }
    guard name.utf8.count(where: { $0 == UInt8(ascii: "/") }) <= 1 else {
      throw PythonError.value(
        "The provided pretrained_model_name_or_path \"\(name)\" is neither a valid local path nor a"
          + " valid repo id. Please check the parameter.")
    }
    try HubCache.validate(name)
    if !usesLocalFilesOnly {
      if requiresToken { throw Self.noToken }
      warn(noNetwork)
    }
    if let snapshot = try cache.snapshot(name, revision: revision ?? "main") {
      return snapshot.path(percentEncoded: false).withoutSlash
    }
    throw usesLocalFilesOnly ? Self.notCached : uncached
  }

  /// `model_index.json` in a folder.
  func indexFile(in folder: String) throws(PythonError) -> String {
    let file =
      folder.isEmpty || folder.hasSuffix("/")
      ? folder + ModelIndex.fileName : "\(folder)/\(ModelIndex.fileName)"
    guard isRegularFile(file) else {
      throw PythonError(
        type: .osError,
        message: "Error no file named \(ModelIndex.fileName) found in directory \(folder).")
    }
    return file
  }
}

extension CheckpointLocation {
  private static var tokenAdvice: String {
    "The reference has no network and reads no tokens; leave token out"
  }

  /// What `load_config` raises for a name that is neither a path nor an id in the cache.
  static func unreachable(_ name: String, advice: String? = nil) -> PythonError {
    PythonError(
      type: .osError,
      message:
        "We couldn't connect to 'https://huggingface.co' to load this model, couldn't find it"
        + " in the cached files and it looks like \(name) is not the path to a directory containing a"
        + " \(ModelIndex.fileName) file.\nCheckout your internet connection or see how to run the"
        + " library in offline mode at"
        + " 'https://huggingface.co/docs/diffusers/installation#offline-mode'.", advice: advice)
  }

  private var cacheAdvice: String {
    "There is no such folder, and nothing is downloaded; models of the hub are looked for in"
      + " \(cache.root.path(percentEncoded: false).withoutSlash)"
  }

  private static var noToken: PythonError {
    PythonError(
      type: .localTokenNotFoundError,
      message:
        "Token is required (`token=True`), but no token found. You need to provide a token or"
        + " be logged in to Hugging Face with `hf auth login` or `huggingface_hub.login`. See"
        + " https://huggingface.co/settings/tokens.", advice: tokenAdvice)
  }

  static var notCached: PythonError {
    PythonError(
      type: .localEntryNotFoundError,
      message: "Cannot find an appropriate cached snapshot folder for the specified revision on the"
        + " local disk and outgoing traffic has been disabled. To enable repo look-ups and downloads"
        + " online, pass 'local_files_only=False' as input.")
  }

  var uncached: PythonError {
    PythonError(
      type: .osError,
      message: "Cannot load model \(name): model is not cached locally and an error occurred while"
        + " trying to fetch metadata from the Hub. Please check out the root cause in the stacktrace"
        + " above.", advice: cacheAdvice)
  }

  private var noNetwork: String {
    let path = revision.map { "/revision/\($0.percentEncoded)" } ?? ""
    return "Couldn't connect to the Hub: Cannot reach https://huggingface.co/api/models/\(name)"
      + "\(path): offline mode is enabled. To disable it, please unset the `HF_HUB_OFFLINE`"
      + " environment variable..\nWill try to load from local cache."
  }
}

extension String {
  /// Without the slash at the end of a folder's path.
  var withoutSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }

  /// `urllib.parse.quote(text, safe="")`.
  fileprivate var percentEncoded: String {
    utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
      let hex = String(byte, radix: 16, uppercase: true)
      return isPlain || "-._~".unicodeScalars.contains(scalar)
        ? String(Character(scalar)) : "%\(byte < 16 ? "0" : "")\(hex)"
    }.joined()
  }
}
