import Checkpoints

/// A token that is found in the text before it is cut into words, as `tokenizers.AddedToken`.
struct AddedToken: Sendable, Hashable {
  /// The token's text.
  var content: String
  /// Whether it counts only between spaces.
  var isSingleWord = false
  /// Whether it swallows white space on its left.
  var stripsLeft = false
  /// Whether it swallows white space on its right.
  var stripsRight = false
  /// Whether it is looked for in the normalised text; slow tokenizers do not ask.
  var isNormalized = true
  /// Whether it belongs to the special tokens.
  var isSpecial = false

  /// A token as `AddedToken(content, special=isSpecial)` makes it.
  init(_ content: String, isSpecial: Bool = false) {
    self.content = content
    self.isSpecial = isSpecial
    isNormalized = !isSpecial
  }

  /// A token written as an object; other keys have no effect here.
  init(_ value: JSONObject, file: String, key: String) throws {
    guard let content = value["content"]?.stringValue else {
      throw CheckpointError(
        file: file, key: key, problem: "a token needs a \"content\" that is a string")
    }
    self.content = content
    func flag(_ name: String) throws -> Bool {
      guard let flag = value[name] else { return false }
      guard let flag = flag.boolValue else {
        throw CheckpointError(
          file: file, key: key, problem: "\"\(name)\" must be true or false, not \(flag.kind)")
      }
      return flag
    }
    isSingleWord = try flag("single_word")
    stripsLeft = try flag("lstrip")
    stripsRight = try flag("rstrip")
    isSpecial = try flag("special")
    isNormalized = value["normalized"] == nil ? !isSpecial : try flag("normalized")
  }
}
