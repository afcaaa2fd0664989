extension String {
  /// Whether all code points are below 128.
  package var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

  /// `part in self` of Python: by code points, where Swift's own comparison merges spellings.
  package func containsText(_ part: String) -> Bool {
    firstOccurrence(of: Array(part.utf8), in: Array(utf8), from: 0) != nil
  }

  /// `self.replace(part, replacement)` of Python; `part` is not empty.
  package func replacingText(_ part: String, with replacement: String) -> String {
    let text = Array(utf8)
    let part = Array(part.utf8)
    var result: [UInt8] = []
    var position = 0
    while let found = firstOccurrence(of: part, in: text, from: position) {
      result += text[position..<found]
      result += replacement.utf8
      position = found + part.count
    }
    result += text[position...]
    return String(decoding: result, as: UTF8.self)
  }
}

private func firstOccurrence(of part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
  guard let first = part.first, text.count - start >= part.count else { return nil }
  return text.withUnsafeBufferPointer { text in
    (start...(text.count - part.count)).first { position in
      text[position] == first
        && text[position..<(position + part.count)].elementsEqual(part)
    }
  }
}
