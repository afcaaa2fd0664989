/// The text of an error, in pieces that are compared to the letter and numbers that it prints from
/// tensors.
///
/// A golden's text is that of a run in float32. A run in a format of 16 bits prints the same tensor
/// rounded to the format, names the format, and breaks lines where the digits need it.
struct ErrorText {
  /// A part of a text.
  private enum Piece {
    case letters(Substring)
    case number(PrintedNumber)
  }

  private let pieces: [Piece]

  /// Takes a text apart; `format` is what tensors of the run may say they are in.
  init(_ text: String, naming format: Precision) {
    pieces = Self.pieces(of: text[...], /tensor\((?:[^()]|\([^()]*\))*\)/) { tensor in
      Self.pieces(ofTensor: tensor, format)
    }
  }

  private static func pieces(ofTensor text: Substring, _ format: Precision) -> [Piece] {
    let dense = Substring(text.filter { !$0.isWhitespace })
      .replacing(",dtype=torch.\(format.rawValue)", with: "")
    return pieces(of: dense[...], /[-+]?\d+\.\d*(?:e[-+]?\d+)?/) { number in
      [PrintedNumber(number).map(Piece.number) ?? .letters(number)]
    }
  }

  /// What `pattern` finds, in the pieces that `taken` makes of it, and the letters around.
  private static func pieces(
    of text: Substring, _ pattern: Regex<Substring>, _ taken: (Substring) -> [Piece]
  ) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text
    while let match = rest.firstMatch(of: pattern) {
      pieces.append(.letters(rest[..<match.range.lowerBound]))
      pieces += taken(match.output)
      rest = rest[match.range.upperBound...]
    }
    return pieces + [.letters(rest)]
  }

  /// Whether a run in `precision` may say `text` where diffusers in float32 says `golden`: exactly
  /// that, but for tensors in formats of 16 bits.
  static func isLegal(_ text: String, golden: String, in precision: Precision) -> Bool {
    if text == golden { return true }
    guard precision.isHalf else { return false }
    let have = ErrorText(text, naming: precision).pieces
    let want = ErrorText(golden, naming: .float32).pieces
    guard have.count == want.count else { return false }
    return zip(have, want).allSatisfy { pair in
      switch pair {
      case (.letters(let have), .letters(let want)): have == want
      case (.number(let have), .number(let want)): have.mayBe(want, roundedTo: precision)
      case (.letters, .number), (.number, .letters): false
      }
    }
  }
}
