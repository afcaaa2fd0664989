import Checkpoints
import Foundation

/// What transformers' tokenizer of one class makes of many texts, in one configuration.
protocol TokenVectors: Sendable {
  /// The class.
  var className: String { get }
  /// The configuration.
  var name: String { get }
  /// Batches of texts with arguments.
  var layouts: [TokenLayout] { get }
  /// The arguments with which the texts are encoded one by one.
  var textArguments: JSONValue { get }

  /// Writes the tokenizer's files.
  func write(to folder: URL) throws

  /// The texts with their ids.
  ///
  /// - Parameter folder: The folder that `write` filled.
  func texts(_ folder: URL) throws -> [(text: String, ids: JSONValue)]
}

/// A batch of texts, encoded with arguments.
struct TokenLayout: Sendable {
  let arguments: JSONValue
  let texts: [String]
  /// The ids and the masks, each mask as the place of its first 1 and their number; or the error.
  let answer: JSONValue

  /// Every layout with every batch, in the order of the answers.
  static func all(_ layouts: JSONValue?, _ batches: JSONValue?, _ answers: JSONValue?) -> [Self] {
    let batches = (batches?.arrayValue ?? []).map(\.strings)
    let questions = (layouts?.arrayValue ?? []).flatMap { layout in batches.map { (layout, $0) } }
    return zip(questions, answers?.arrayValue ?? []).map { question, answer in
      TokenLayout(arguments: question.0, texts: question.1, answer: answer)
    }
  }
}

extension JSONValue {
  /// The texts of a list.
  var strings: [String] { (arrayValue ?? []).compactMap(\.stringValue) }
}
