import Checkpoints

/// A JSON schema of those keywords that the protocol's schemas use.
///
/// <https://json-schema.org/draft/2020-12>, of which `type`, `enum`, `const`, `required`, `properties`,
/// `additionalProperties`, `items`, `minItems`, `minimum`, `anyOf` and `$ref` to `#/$defs/…` are known.
struct JSONSchema: Sendable {
  private let definitions: JSONObject

  /// Reads the `$defs` of a document.
  ///
  /// - Throws: `CheckpointError` for a keyword or a reference that is not known.
  init(_ document: JSONValue, file: String) throws {
    definitions = document["$defs"]?.objectValue ?? [:]
    for (name, schema) in definitions { try check(schema, at: name, file) }
  }

  /// The names of the definitions.
  var names: [String] { definitions.keys }

  /// What is wrong with `value` according to the definition `name`, with the place; nil if nothing.
  func problem(in value: JSONValue, _ name: String) -> String? {
    guard let schema = definitions[name]?.objectValue else { return "there is no schema \(name)" }
    return problem(value, schema, at: "")
  }

  private func problem(_ value: JSONValue, _ schema: JSONObject, at place: String) -> String? {
    for (keyword, argument) in schema {
      let problem =
        switch keyword {
        case "$ref": problem(value, referenced(argument), at: place)
        case "type": typeProblem(value, argument, place)
        case "enum":
          argument.arrayValue?.contains(value) == true
            ? nil : say(place, "should be one of \(argument.serialized())")
        case "const":
          value == argument ? nil : say(place, "should be \(argument.serialized())")
        case "minimum":
          (value.doubleValue ?? .infinity) >= (argument.doubleValue ?? 0)
            ? nil : say(place, "should be at least \(argument.serialized())")
        case "minItems":
          (value.arrayValue?.count ?? .max) >= (argument.intValue ?? 0)
            ? nil : say(place, "should have at least \(argument.serialized()) elements")
        case "items": itemsProblem(value, argument, place)
        case "required": requiredProblem(value, argument, place)
        case "properties": propertiesProblem(value, argument, place)
        case "additionalProperties": extraProblem(value, schema, place)
        case "anyOf": alternativesProblem(value, argument, place)
        default: String?.none
        }
      if let problem { return problem }
    }
    return nil
  }

  private func say(_ place: String, _ problem: String) -> String {
    "\(place.isEmpty ? "the line" : "'\(place)'") \(problem)"
  }

  private func referenced(_ reference: JSONValue) -> JSONObject {
    let name = reference.stringValue?.replacing("#/$defs/", with: "", maxReplacements: 1) ?? ""
    return definitions[name]?.objectValue ?? [:]
  }

  private func typeProblem(_ value: JSONValue, _ types: JSONValue, _ place: String) -> String? {
    let names = (types.arrayValue ?? [types]).compactMap(\.stringValue)
    return names.contains(where: value.isOf)
      ? nil : say(place, "should be of type \(names.joined(separator: " or ")), not \(value.kind)")
  }

  private func itemsProblem(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> String? {
    for (index, element) in (value.arrayValue ?? []).enumerated() {
      let place = "\(place)[\(index)]"
      if let problem = problem(element, schema.objectValue ?? [:], at: place) { return problem }
    }
    return nil
  }

  private func requiredProblem(_ value: JSONValue, _ names: JSONValue, _ place: String) -> String? {
    guard let object = value.objectValue else { return nil }
    let missing = (names.arrayValue ?? []).compactMap(\.stringValue).first { object[$0] == nil }
    return missing.map { say(place, "lacks '\($0)'") }
  }

  private func propertiesProblem(
    _ value: JSONValue, _ properties: JSONValue, _ place: String
  ) -> String? {
    for (name, schema) in properties.objectValue ?? [:] {
      guard let member = value[name] else { continue }
      let place = place.isEmpty ? name : "\(place).\(name)"
      if let problem = problem(member, schema.objectValue ?? [:], at: place) { return problem }
    }
    return nil
  }

  private func extraProblem(_ value: JSONValue, _ schema: JSONObject, _ place: String) -> String? {
    let known = schema["properties"]?.objectValue ?? [:]
    let extra = value.objectValue?.keys.first { known[$0] == nil }
    return extra.map { say(place, "should have no '\($0)'") }
  }

  private func alternativesProblem(
    _ value: JSONValue, _ schemas: JSONValue, _ place: String
  ) -> String? {
    var first: String?
    for schema in schemas.arrayValue ?? [] {
      guard let problem = problem(value, schema.objectValue ?? [:], at: place) else { return nil }
      first = first ?? problem
    }
    return first
  }

  private static let keywords: Set = [
    "$ref", "type", "enum", "const", "minimum", "minItems", "items", "required", "properties",
    "additionalProperties", "anyOf", "title", "description",
  ]

  /// Refuses what would be ignored silently.
  private func check(_ schema: JSONValue, at place: String, _ file: String) throws {
    guard let members = schema.objectValue else {
      throw CheckpointError(file: file, key: place, problem: "should be an object")
    }
    func fail(_ problem: String) -> CheckpointError {
      CheckpointError(file: file, key: place, problem: problem)
    }
    for (keyword, argument) in members {
      guard Self.keywords.contains(keyword) else { throw fail("unknown keyword '\(keyword)'") }
      switch keyword {
      case "$ref":
        guard !referenced(argument).isEmpty else { throw fail("leads nowhere") }
      case "additionalProperties":
        guard argument == false else { throw fail("additionalProperties should be false") }
      case "items": try check(argument, at: "\(place).items", file)
      case "properties":
        for (name, schema) in argument.objectValue ?? [:] {
          try check(schema, at: "\(place).\(name)", file)
        }
      case "anyOf":
        for schema in argument.arrayValue ?? [] { try check(schema, at: "\(place).anyOf", file) }
      default: break
      }
    }
  }
}

extension JSONValue {
  /// Whether the value is of the type that JSON Schema calls `name`.
  fileprivate func isOf(_ name: String) -> Bool {
    switch (name, self) {
    case ("null", .null), ("boolean", .bool), ("integer", .int), ("integer", .bigInteger),
      ("number", .int), ("number", .bigInteger), ("number", .double), ("string", .string),
      ("array", .array), ("object", .object):
      true
    default: false
    }
  }
}
