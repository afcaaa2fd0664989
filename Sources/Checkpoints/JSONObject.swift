import Foundation
import OrderedCollections

/// The members of a JSON object in their order.
///
/// Keys are compared as Python compares them, code point by code point; Swift's own string
/// equality would merge the composed and the decomposed spelling of a letter, which vocabularies
/// hold side by side.
public struct JSONObject: Sendable, Hashable {
  /// One member.
  public typealias Member = (key: String, value: JSONValue)

  private var members: OrderedDictionary<ExactString, JSONValue>

  /// An object without members.
  public init() { members = [:] }

  /// An object with `members` in order; of equal keys the last value counts, at the first place.
  public init(_ members: some Sequence<(String, JSONValue)>) {
    self.members = [:]
    for (key, value) in members { self[key] = value }
  }

  /// The value of `key`, nil if it is absent; assigning nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get { members[ExactString(key)] }
    set { members[ExactString(key)] = newValue }
  }

  /// The keys in order.
  public var keys: [String] { members.keys.map(\.text) }

  /// The values in order.
  public var values: [JSONValue] { Array(members.values) }

  /// The object's own members, replaced and followed by those of `other`, as Python's `{**a, **b}`.
  public func merging(_ other: JSONObject) -> JSONObject {
    var result = self
    for (key, value) in other { result[key] = value }
    return result
  }

  /// Sets `key` and returns its former value.
  @discardableResult
  public mutating func updateValue(_ value: JSONValue, forKey key: String) -> JSONValue? {
    members.updateValue(value, forKey: ExactString(key))
  }
}

extension JSONObject: RandomAccessCollection {
  /// The first position, 0.
  public var startIndex: Int { 0 }
  /// The number of members.
  public var endIndex: Int { members.count }
  /// The member at `position`.
  public subscript(position: Int) -> Member {
    let element = members.elements[position]
    return (element.key.text, element.value)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object with the given members; of equal keys the last one counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

/// A string that equals another one only if all code points do.
struct ExactString: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactString, right: ExactString) -> Bool {
    let (left, right) = (left.text.utf8, right.text.utf8)
    guard left.count == right.count else { return false }
    let isEqual = left.withContiguousStorageIfAvailable { left in
      right.withContiguousStorageIfAvailable { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return memcmp(first, second, left.count) == 0
      }
    }
    return (isEqual ?? nil) ?? left.elementsEqual(right)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }
}
