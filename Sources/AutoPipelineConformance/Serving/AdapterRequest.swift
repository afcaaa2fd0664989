import Checkpoints
import Foundation

/// One line of the adapter protocol, with typed reads whose errors name the key.
struct AdapterRequest {
  /// A line that does not say what its command needs.
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  let members: JSONObject

  init(_ members: JSONObject) { self.members = members }

  func fail(_ key: String, _ expected: String) -> Malformed {
    Malformed(description: "'\(key)' should be \(expected)")
  }

  func object(_ key: String) throws -> JSONObject {
    guard let value = members[key]?.objectValue else { throw fail(key, "an object") }
    return value
  }

  func optionalObject(_ key: String) throws -> JSONObject {
    guard let value = members[key], !value.isNull else { return [:] }
    return try object(key)
  }

  func string(_ key: String) throws -> String {
    guard let value = try optionalString(key) else { throw fail(key, "a string") }
    return value
  }

  func optionalString(_ key: String) throws -> String? {
    guard let value = members[key], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw fail(key, "a string") }
    return text
  }

  func optionalInt(_ key: String) throws -> Int? {
    guard let value = members[key], !value.isNull else { return nil }
    guard let number = value.intValue else { throw fail(key, "a whole number") }
    return number
  }

  func optionalDouble(_ key: String) throws -> Double? {
    guard let value = members[key], !value.isNull else { return nil }
    guard let number = value.doubleValue else { throw fail(key, "a number") }
    return number
  }

  func optionalDoubles(_ key: String) throws -> [Double]? {
    guard let value = members[key], !value.isNull else { return nil }
    let elements = value.arrayValue ?? []
    let numbers = elements.compactMap(\.doubleValue)
    guard value.arrayValue != nil, numbers.count == elements.count else {
      throw fail(key, "a list of numbers")
    }
    return numbers
  }

  func optionalBool(_ key: String) throws -> Bool? {
    guard let value = members[key], !value.isNull else { return nil }
    guard let flag = value.boolValue else { throw fail(key, "true or false") }
    return flag
  }

  /// A file or folder; relative paths start from the current directory.
  func url(_ key: String) throws -> URL { try url(string(key), key) }

  /// Several files or folders.
  func urls(_ key: String) throws -> [URL] {
    guard let paths = members[key]?.arrayValue, !paths.isEmpty else {
      throw fail(key, "a list of paths")
    }
    return try paths.map { try url($0.stringValue ?? "", key) }
  }

  private func url(_ path: String, _ key: String) throws -> URL {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw fail(key, "a path") }
    return URL(filePath: path).absoluteURL
  }

  func seed(_ key: String) throws -> UInt64 {
    if let seed = members[key]?.intValue { return UInt64(bitPattern: Int64(seed)) }
    guard case .bigInteger(let digits)? = members[key], let seed = UInt64(digits) else {
      throw fail(key, "a whole number from -2^63 to 2^64 - 1")
    }
    return seed
  }

  /// The arithmetic to run in; float32 if absent.
  func arithmetic() throws -> Limit.Arithmetic {
    let name = try optionalString("dtype") ?? Limit.Arithmetic.float32.rawValue
    guard let arithmetic = Limit.Arithmetic(rawValue: name) else {
      throw UnsupportedRequest(
        description: "the reference runs in float32 and float64, not in '\(name)'")
    }
    return arithmetic
  }
}
