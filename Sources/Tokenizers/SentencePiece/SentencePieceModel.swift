import Checkpoints
import Foundation

/// What a `spiece.model` says: the pieces with their scores, and how texts are normalised.
///
/// T. Kudo, J. Richardson: SentencePiece (2018); `sentencepiece_model.proto`.
struct SentencePieceModel: Sendable {
  /// What a piece is for.
  enum Kind: Int, Sendable {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  struct Piece: Sendable {
    let text: ExactText
    var bytes: [UInt8]
    var score: Float = 0
    var kind = Kind.normal
  }

  /// How the model was trained.
  enum Algorithm: Int, Sendable {
    case unigram = 1
    case bytePairs, word, character
  }

  let file: String
  private(set) var pieces: [Piece] = []
  private(set) var algorithm = Algorithm.unigram
  private(set) var hasByteFallback = false
  private(set) var unknownID = 0
  private(set) var unknownSurface: [UInt8] = Array(" \u{2047} ".utf8)
  private(set) var treatsSpaceAsSuffix = false
  var addsDummyPrefix = true
  private(set) var removesExtraSpaces = true
  private(set) var escapesSpaces = true
  private(set) var charsmap: Charsmap?

  /// Reads the model in the file at `url`.
  ///
  /// - Throws: `CheckpointError` if the file is missing or no such model.
  init(contentsOf url: URL) throws {
    try self.init(contentOfFile(url), file: url.path(percentEncoded: false))
  }

  /// Reads the model that `content` holds; `file` is what errors name.
  init(_ content: [UInt8], file: String) throws(CheckpointError) {
    self.file = file
    var charsmap: Range<Int> = 0..<0
    var fields = ProtobufReader(content, file: file)
    while let (number, value) = try fields.next() {
      switch number {
      case 1: pieces.append(try Self.piece(content, value.range, file))
      case 2: try readTraining(content, value.range)
      case 3: try readNormalization(content, value.range, &charsmap)
      case 5: try checkDenormalization(content, value.range)
      default: break
      }
    }
    guard !pieces.isEmpty else {
      throw CheckpointError(
        file: file, problem: "is no SentencePiece model: it has no pieces",
        advice: "fetch the file again")
    }
    if !charsmap.isEmpty { self.charsmap = try Charsmap(Array(content[charsmap]), file: file) }
  }

  private static func piece(_ content: [UInt8], _ range: Range<Int>, _ file: String)
    throws(CheckpointError) -> Piece
  {
    var text: Range<Int> = 0..<0
    var score: Float = 0
    var kind = Kind.normal
    var fields = ProtobufReader(content, range, file: file)
    while let (number, value) = try fields.next() {
      switch number {
      case 1: text = value.range
      case 2: score = value.float
      case 3: kind = Kind(rawValue: value.int) ?? kind
      default: break
      }
    }
    guard !text.isEmpty else {
      throw CheckpointError(file: file, problem: "a piece has no text")
    }
    guard score.isFinite else {
      throw CheckpointError(file: file, problem: "the score of a piece is not finite")
    }
    let bytes = Array(content[text])
    return Piece(
      text: ExactText(String(decoding: bytes, as: UTF8.self)), bytes: bytes, score: score,
      kind: kind)
  }

  private mutating func readTraining(_ content: [UInt8], _ range: Range<Int>)
    throws(CheckpointError)
  {
    var fields = ProtobufReader(content, range, file: file)
    while let (number, value) = try fields.next() {
      switch number {
      case 3: algorithm = Algorithm(rawValue: value.int) ?? algorithm
      case 24: treatsSpaceAsSuffix = value.integer != 0
      case 35: hasByteFallback = value.integer != 0
      case 40: unknownID = value.int
      case 44: unknownSurface = Array(content[value.range])
      default: break
      }
    }
  }

  private mutating func readNormalization(
    _ content: [UInt8], _ range: Range<Int>, _ charsmap: inout Range<Int>
  ) throws(CheckpointError) {
    var fields = ProtobufReader(content, range, file: file)
    while let (number, value) = try fields.next() {
      switch number {
      case 2: charsmap = value.range
      case 3: addsDummyPrefix = value.integer != 0
      case 4: removesExtraSpaces = value.integer != 0
      case 5: escapesSpaces = value.integer != 0
      default: break
      }
    }
  }

  private func checkDenormalization(_ content: [UInt8], _ range: Range<Int>)
    throws(CheckpointError)
  {
    var fields = ProtobufReader(content, range, file: file)
    while let (number, value) = try fields.next() {
      if number == 2, !value.range.isEmpty {
        throw CheckpointError(
          file: file, key: "denormalizer_spec",
          problem: "a model that changes decoded texts is not supported")
      }
    }
  }
}
