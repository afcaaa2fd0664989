/// Finds the orientation in the metadata of a picture.
enum EXIFOrientation {
  /// The orientation (tag 274) in the first directory of an EXIF block, which is a small TIFF file.
  static func inEXIF(_ block: [UInt8]) -> Int? {
    var data = block[...]
    for _ in 0..<2 where data.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) {
      data = data.dropFirst(6)
    }
    let bytes = Array(data)
    guard bytes.count >= 8 else { return nil }
    let isLittle: Bool
    switch Array(bytes[0..<4]) {
    case [0x49, 0x49, 42, 0]: isLittle = true
    case [0x4d, 0x4d, 0, 42]: isLittle = false
    default: return nil
    }
    func number(at offset: Int, _ size: Int) -> Int? {
      guard offset >= 0, offset + size <= bytes.count else { return nil }
      let part = bytes[offset..<(offset + size)]
      return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(at: 4, 4), let count = number(at: directory, 2) else { return nil }
    for entry in 0..<count {
      let start = directory + 2 + 12 * entry
      guard let tag = number(at: start, 2) else { return nil }
      guard tag == 274 else { continue }
      guard let type = number(at: start + 2, 2), number(at: start + 4, 4) == 1 else { return nil }
      switch type {
      case 3, 8: return number(at: start + 8, 2)
      case 4, 9: return number(at: start + 8, 4)
      default: return nil
      }
    }
    return nil
  }

  /// The orientation in an XMP text: `tiff:Orientation="6"` or `<tiff:Orientation>6<`.
  static func inXMP(_ text: [UInt8]) -> Int? {
    let key = Array("tiff:Orientation".utf8)
    var rest = text[...]
    while let start = rest.firstRange(of: key) {
      rest = rest[start.upperBound...]
      var value = rest
      if value.starts(with: Array("=\"".utf8)) {
        value = value.dropFirst(2)
      } else if value.first == UInt8(ascii: ">") {
        value = value.dropFirst()
      } else {
        continue
      }
      if let digit = value.first, (48...57).contains(digit) { return Int(digit) - 48 }
    }
    return nil
  }

  /// The bytes of ImageMagick's "Raw profile" text: three lines of heading, then hexadecimal digits.
  static func unhexed(_ text: [UInt8]) -> [UInt8] {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let digits = lines.dropFirst(3).joined().compactMap { byte -> UInt8? in
      Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
    }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
