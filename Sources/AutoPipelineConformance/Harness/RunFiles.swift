import Foundation

/// The files that a run left in its folder.
struct RunFiles {
  let folder: URL
  /// The folder that the report is in.
  let root: URL

  private var manager: FileManager { .default }

  /// Removes what nobody will look at: everything, or of passed runs all but the pictures and the
  /// result, and of others files beyond all measure.
  ///
  /// - Returns: The folder relative to the root; nil if nothing is left.
  func tidy(keeps: Bool, isPassed: Bool, limit: Int) -> String? {
    let path = folder.path(percentEncoded: false)
    guard manager.fileExists(atPath: path) else { return nil }
    // Whatever an adapter puts in the folder's place is removed itself, not what it leads to.
    guard keeps, folder.isFolder else {
      try? manager.removeItem(at: folder)
      return nil
    }
    let names = (try? manager.contentsOfDirectory(atPath: path)) ?? []
    let kept = names.filter { name in
      let keeps = isPassed ? name.hasSuffix(".png") || name == "result.json" : isSmall(name, limit)
      if !keeps { try? manager.removeItem(at: folder.appending(path: name)) }
      return keeps
    }
    guard !kept.isEmpty else {
      try? manager.removeItem(at: folder)
      return nil
    }
    return folder.path(from: root)
  }

  private func isSmall(_ name: String, _ limit: Int) -> Bool {
    var status = stat()
    guard lstat(folder.appending(path: name).path(percentEncoded: false), &status) == 0 else {
      return false
    }
    return status.st_size <= limit
  }
}
