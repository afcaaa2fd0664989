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
    var pieces: [Piece] = []
    var rest = text[...]
    while let tensor = rest.firstMatch(of: /tensor\((?:[^()]|\([^()]*\))*\)/) {
      pieces.append(.letters(rest[..<tensor.range.lowerBound]))
      pieces += Self.pieces(ofTensor: tensor.output, format)
      rest = rest[tensor.range.upperBound...]
    }
    self.pieces = pieces + [.letters(rest)]
  }

  private static func pieces(ofTensor text: Substring, _ format: Precision) -> [Piece] {
    let dense = Substring(text.filter { !$0.isWhitespace })
      .replacing(",dtype=torch.\(format.rawValue)", with: "")
    var pieces: [Piece] = []
    var rest = dense[...]
    while let number = rest.firstMatch(of: /[-+]?\d+\.\d*(?:e[-+]?\d+)?/) {
      pieces.append(.letters(rest[..<number.range.lowerBound]))
      pieces.append(PrintedNumber(number.output).map(Piece.number) ?? .letters(number.output))
      rest = rest[number.range.upperBound...]
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
