/// A text that is no JSON, or breaks a limit that protects the reader.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, or what else the text comes from.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column in bytes, from 1.
  public let column: Int
  /// The offset in bytes, from 0.
  public let offset: Int
  /// What is wrong there.
  public let problem: String

  /// `file:line:column: problem`.
  public var description: String { "\(file):\(line):\(column): \(problem)" }

  /// Whether the text may well be JSON, and is only nested too deep for this reader.
  public var isTooDeep: Bool { problem.hasPrefix(Self.tooDeep) }

  /// How the problem of a text begins that is nested too deep.
  static let tooDeep = "nested more than"

  init(file: String, offset: Int, problem: String, in bytes: UnsafeBufferPointer<UInt8>) {
    let before = bytes[..<min(offset, bytes.count)]
    self.file = file
    self.offset = offset
    self.problem = problem
    self.line = before.count { $0 == UInt8(ascii: "\n") } + 1
    self.column = offset - ((before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1) + 1
  }
}
