/// The printable characters that byte-level vocabularies write bytes with: GPT-2's
/// `bytes_to_unicode`.
enum ByteAlphabet {
  /// The character of each byte.
  static let characters: [Unicode.Scalar] = {
    var characters = [Unicode.Scalar](repeating: " ", count: 256)
    var next: UInt32 = 256
    for byte in UInt8.min...UInt8.max {
      switch byte {
      case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: characters[Int(byte)] = Unicode.Scalar(byte)
      default:
        if let scalar = Unicode.Scalar(next) { characters[Int(byte)] = scalar }
        next += 1
      }
    }
    return characters
  }()

  /// The byte of each character.
  static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
    uniqueKeysWithValues: zip(characters, UInt8.min...UInt8.max))
}
