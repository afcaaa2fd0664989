/// Normalises a text as SentencePiece does before it looks for pieces.
struct SentencePieceNormalizer: Sendable {
  private let charsmap: Charsmap?
  private let symbols: ByteTrie
  private let addsPrefix: Bool
  private let addsSuffix: Bool
  private let removesExtraSpaces: Bool
  private let space: [UInt8]

  /// The mark that stands for a space.
  static let spaceMark: [UInt8] = [0xe2, 0x96, 0x81]

  /// - Parameter symbols: what is never changed.
  init(_ model: SentencePieceModel, symbols: ByteTrie) {
    charsmap = model.charsmap
    self.symbols = symbols
    addsPrefix = model.addsDummyPrefix && !model.treatsSpaceAsSuffix
    addsSuffix = model.addsDummyPrefix && model.treatsSpaceAsSuffix
    removesExtraSpaces = model.removesExtraSpaces
    space = model.escapesSpaces ? Self.spaceMark : [0x20]
  }

  func normalized(_ text: [UInt8]) -> [UInt8] {
    var position = 0
    while removesExtraSpaces, position < text.count {
      let (prefix, length) = prefix(text, position)
      guard prefix.elementsEqual([0x20]) else { break }
      position += length
    }
    guard position < text.count else { return [] }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 2)
    if addsPrefix { result += space }
    var isAfterSpace = removesExtraSpaces
    while position < text.count {
      var (prefix, length) = prefix(text, position)
      if isAfterSpace { prefix = prefix.drop { $0 == 0x20 } }
      for byte in prefix {
        if byte == 0x20 { result += space } else { result.append(byte) }
      }
      if let last = prefix.last { isAfterSpace = last == 0x20 }
      if !removesExtraSpaces { isAfterSpace = false }
      position += length
    }
    if removesExtraSpaces {
      while result.count >= space.count, result.suffix(space.count).elementsEqual(space) {
        result.removeLast(space.count)
      }
    }
    if addsSuffix { result += space }
    return result
  }

  /// What the text at `position` begins with, normalised, and how many bytes that takes of the text.
  private func prefix(_ text: [UInt8], _ position: Int) -> (ArraySlice<UInt8>, Int) {
    if !symbols.isEmpty, let length = symbols.longestMatch(text, at: position) {
      return (text[position..<(position + length)], length)
    }
    if let charsmap, let (length, offset) = charsmap.longest(text, at: position) {
      return (charsmap.replacement(offset), length)
    }
    // A text is valid UTF-8, but a rule may end inside a character.
    var length = 1
    while length < 4, position + length < text.count, text[position + length] & 0xc0 == 0x80 {
      length += 1
    }
    if text[position] & 0xc0 == 0x80 { return ([0xef, 0xbf, 0xbd], 1) }
    return (text[position..<(position + length)], length)
  }
}
