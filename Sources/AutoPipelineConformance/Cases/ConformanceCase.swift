public import Foundation

/// One case of the suite: a request, and what diffusers answers to it.
public struct ConformanceCase: Sendable, Identifiable {
  /// `family/Class/variant`; it never changes its meaning.
  public let id: String
  /// The folder with `request.json`, `golden.json` and the golden's files.
  public let folder: URL

  /// The case in `folder`, whose id is the end of the path.
  public init(folder: URL) {
    self.init(
      id: folder.absoluteURL.pathComponents.suffix(3).joined(separator: "/"), folder: folder)
  }

  init(id: String, folder: URL) {
    self.id = id
    self.folder = folder
  }

  /// The family, as the folder names it.
  public var family: String { component(0) }
  /// The pipeline class.
  public var className: String { component(1) }
  /// The variant.
  public var variant: String { component(2) }

  private func component(_ index: Int) -> String {
    id.split(separator: "/", omittingEmptySubsequences: false)[index].description
  }

  /// The request that an implementation is given.
  public func request() throws -> Request {
    try Request(contentsOf: folder.appending(path: "request.json"))
  }

  /// What diffusers answered.
  public func golden() throws -> Golden { try Golden(folder: folder) }
}

/// The cases of a checkout of the reference.
public struct Suite: Sendable {
  /// The cases, sorted by id.
  public let cases: [ConformanceCase]

  /// The checkout that this library was built from.
  public static let checkout = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Finds the cases in `Golden` of a checkout: every `family/Class/variant` with a request.
  ///
  /// - Parameters:
  ///   - checkout: The folder that holds `Golden` and `Fixtures`.
  ///   - filter: Keep the ids that contain this text.
  public init(checkout: URL = Suite.checkout, filter: String? = nil) {
    let golden = checkout.appending(path: "Golden")
    var cases: [ConformanceCase] = []
    for family in Self.folders(in: golden) {
      for className in Self.folders(in: golden.appending(path: family)) {
        let classFolder = golden.appending(path: family).appending(path: className)
        for variant in Self.folders(in: classFolder) {
          let folder = classFolder.appending(path: variant)
          let request = folder.appending(path: "request.json")
          guard FileManager.default.fileExists(atPath: request.path(percentEncoded: false)) else {
            continue
          }
          cases.append(
            ConformanceCase(id: "\(family)/\(className)/\(variant)", folder: folder))
        }
      }
    }
    self.cases = cases.filter { filter.map($0.id.contains) ?? true }.sorted { $0.id < $1.id }
  }

  private static func folders(in folder: URL) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false))
    return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }
}
