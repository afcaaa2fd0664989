import AutoPipeline
import Checkpoints
import Foundation

/// What diffusers chose for every class name that it exports: `Golden/resolver`, made by
/// `ci/oracle/resolver.py`.
struct ResolverTable: Sendable {
  /// One question with diffusers' answer.
  struct Row {
    /// What is asked, for people: `inpainting from_pipe, controlnet=null, enable_pag=true`.
    let name: String
    /// The `case` of the `resolve` line.
    let question: JSONObject
    /// The class, or the exception.
    let answer: Answer
  }

  /// What diffusers answers.
  enum Answer: Equatable {
    case className(String)
    case error(type: String, message: String)
  }

  /// The release that the table is of.
  let version: DiffusersVersion

  /// The names of classes that are asked for.
  let names: [String]
  private let patterns: [String: [Int]]
  private let outcomes: [JSONValue]
  private let questions: [(name: String, members: JSONObject, isFromPipe: Bool)]

  /// Reads the table of a release, or of the last one before it that changed the mappings.
  ///
  /// - Parameter folder: `Golden/resolver`.
  init(in folder: URL, _ version: DiffusersVersion) throws {
    let table = DiffusersVersion.known.last { $0 <= version } ?? version
    try self.init(contentsOf: folder.appending(path: "\(table).json"), version)
  }

  private init(contentsOf url: URL, _ version: DiffusersVersion) throws {
    self.version = version
    let table = try JSONValue.load(contentsOf: url)
    let groups = (table["names"]?.arrayValue ?? []).map {
      ($0.arrayValue ?? []).compactMap(\.stringValue)
    }
    let numbers = (table["patterns"]?.arrayValue ?? []).map { pattern in
      let runs = (pattern.arrayValue ?? []).compactMap(\.intValue)
      return stride(from: 0, to: runs.count - 1, by: 2).flatMap {
        repeatElement(runs[$0], count: runs[$0 + 1])
      }
    }
    outcomes = table["outcomes"]?.arrayValue ?? []
    patterns = Dictionary(
      zip(groups, numbers).flatMap { names, pattern in names.map { ($0, pattern) } },
      uniquingKeysWith: { first, _ in first })
    names = groups.flatMap { $0 }.sorted()
    questions = Self.questions(table["rows"] ?? .null)
    guard !names.isEmpty, patterns.values.allSatisfy({ $0.count == questions.count }) else {
      throw CheckpointError(
        file: url.path(percentEncoded: false), problem: "is no table of the resolver")
    }
  }

  private static func questions(
    _ rows: JSONValue
  ) -> [(name: String, members: JSONObject, isFromPipe: Bool)] {
    func values(_ key: String) -> [JSONValue] { rows[key]?.arrayValue ?? [] }
    return values("method").flatMap { method in
      values("task").flatMap { task in
        values("controlnet").flatMap { controlNet in
          values("enable_pag").map { pag in
            var members: JSONObject = ["task": task]
            if controlNet != "absent" { members["controlnet"] = net(controlNet) }
            if pag != "absent" { members["enable_pag"] = pag }
            let options = members.filter { $0.key != "task" }.map {
              ", \($0.key)=\($0.value.serialized())"
            }
            let name =
              "\(task.stringValue ?? "") \(method.stringValue ?? "")\(options.joined())"
            return (name, members, method == "from_pipe")
          }
        }
      }
    }
  }

  private static func net(_ value: JSONValue) -> JSONValue {
    guard let name = value.stringValue, name != "null" else { return .null }
    guard name.hasPrefix("[") else { return value }
    return [.string(String(name.dropFirst().dropLast()))]
  }

  /// The questions about the class `className`.
  func rows(of className: String) -> [Row] {
    zip(questions, patterns[className] ?? []).map { question, outcome in
      let key = question.isFromPipe ? "from_pipe" : "class_name"
      return Row(
        name: question.name,
        question: ([key: .string(className)] as JSONObject).merging(question.members)
          .merging(release),
        answer: answer(outcomes[outcome], className))
    }
  }

  /// What a question says of the release, unless it is the pinned one.
  private var release: JSONObject {
    version == .pinned ? [:] : ["diffusers_version": .string("\(version)")]
  }

  private func answer(_ outcome: JSONValue, _ className: String) -> Answer {
    if let name = outcome.stringValue { return .className(name) }
    let stem = className.hasSuffix("Pipeline") ? String(className.dropLast(8)) : className
    let name = (outcome[0]?.stringValue ?? "").replacing("*", with: stem)
    return .error(
      type: "ValueError",
      message: "AutoPipeline can't find a pipeline linked to \(name) for "
        + (outcome[1]?.stringValue ?? "None"))
  }
}

extension ResolverTable.Row {
  /// What `DiffusionPipeline` makes of class names: rows of `details-0.35.2.json`, made by
  /// `ci/oracle/resolver_details.py`.
  static func diffusionPipelines(contentsOf url: URL) throws -> [Self] {
    let rows = try JSONValue.load(contentsOf: url)["diffusion_classes"]?.arrayValue ?? []
    return rows.compactMap { row in
      // Only names that a question can ask for, and without connected pipelines.
      guard let name = row[0]?.stringValue, !name.isEmpty, name != "DiffusionPipeline",
        row[1] == false, let found = row[2]?[0]?.stringValue
      else { return nil }
      return Self(
        name: name, question: ["task": nil, "class_name": .string(name)],
        answer: row[2]?[1]?.stringValue.map { .error(type: found, message: $0) }
          ?? .className(found))
    }
  }
}
