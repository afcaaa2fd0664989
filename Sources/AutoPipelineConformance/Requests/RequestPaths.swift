import Checkpoints
import Foundation

extension JSONObject {
  /// The request with its paths changed: every text under `checkpoint` and `file`, at any depth.
  func mappingPaths(_ change: (String) -> String) -> JSONObject {
    JSONObject(
      map { key, value in
        guard ["checkpoint", "file"].contains(key), let path = value.stringValue else {
          return (key, value.mappingPaths(change))
        }
        return (key, .string(change(path)))
      })
  }
}

extension JSONValue {
  fileprivate func mappingPaths(_ change: (String) -> String) -> JSONValue {
    switch self {
    case .object(let members): .object(members.mappingPaths(change))
    case .array(let elements): .array(elements.map { $0.mappingPaths(change) })
    default: self
    }
  }
}

extension URL {
  /// Where a path leads that starts from this folder unless it is absolute.
  func following(_ path: String) -> URL {
    path.hasPrefix("/") ? URL(filePath: path) : appending(path: path).standardized
  }

  /// The path that leads here from `folder`.
  func path(from folder: URL) -> String {
    let (own, other) = (absoluteURL.standardized, folder.absoluteURL.standardized)
    let (parts, base) = (own.pathComponents, other.pathComponents.filter { !$0.isEmpty })
    let common = zip(parts, base).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: base.count - common) + parts.dropFirst(common))
      .joined(separator: "/")
  }
}
