import Checkpoints

/// A release of diffusers.
public struct DiffusersVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The first number.
  public let major: Int
  /// The second number.
  public let minor: Int
  /// The third number.
  public let patch: Int

  /// The release `major.minor.patch`.
  public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// The release called `text`, such as `0.35.2`; nil if the text has another form.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
      part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        ? Int(part) : nil
    }
    guard (2...3).contains(parts.count), let major = parts[0], let minor = parts[1],
      let patch = parts.count == 3 ? parts[2] : 0
    else { return nil }
    self.init(major, minor, patch)
  }

  /// The release that everything here is held against.
  public static let pinned = DiffusersVersion(0, 35, 2)

  /// The newest release whose mappings are known.
  public static let newest = DiffusersVersion(0, 42, 1)

  /// The releases that changed the mappings, and the newest.
  public static let known = [
    pinned, DiffusersVersion(0, 36), DiffusersVersion(0, 37), DiffusersVersion(0, 38),
    DiffusersVersion(0, 39), DiffusersVersion(0, 40), DiffusersVersion(0, 41), newest,
  ]

  /// Checks that the mappings of the release are known.
  ///
  /// - Throws: `UnknownVersionError` for releases before the pinned one or after the newest known.
  public func checkKnown() throws(UnknownVersionError) {
    guard (DiffusersVersion.pinned...DiffusersVersion.newest).contains(self) else {
      throw UnknownVersionError(version: self)
    }
  }

  /// `0.35.2`.
  public var description: String { "\(major).\(minor).\(patch)" }

  /// Orders releases by their numbers.
  public static func < (left: DiffusersVersion, right: DiffusersVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}

/// A release of diffusers whose mappings are not known here.
public struct UnknownVersionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The release that was asked for.
  public let version: DiffusersVersion

  /// Which releases are known.
  public var description: String {
    "diffusers \(version) is not known here; choose a release from \(DiffusersVersion.pinned) to"
      + " \(DiffusersVersion.newest)"
  }
}
