import Foundation

/// The checkout that the tests run in.
public enum Repository {
  /// The folder that holds `Package.swift`.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The checkpoints and inputs that the oracle made.
  public static var fixtures: URL { root.appending(path: "Fixtures") }

  /// The results that the oracle recorded.
  public static var golden: URL { root.appending(path: "Golden") }
}
