public import Checkpoints

extension CaseReport {
  /// The report as an object of JSON, `null` left out.
  public var json: JSONObject {
    var json: JSONObject = [
      "id": .string(id), "level": .string(level.rawValue), "class": .string(className),
    ]
    json["dtype"] = precision.map { .string($0.rawValue) }
    json["verdict"] = .string(verdict.rawValue)
    json["standing"] = .string(standing.rawValue)
    if expectation != .pass { json["expectation"] = .string(expectation.rawValue) }
    json["divergence"] = divergence.map { .object($0.json) }
    json["message"] = message.map { .string($0) }
    json["times_noise"] = output?.timesNoise.map { .double($0) }
    json["entry_count"] = .int(entryCount)
    if !entries.isEmpty { json["entries"] = .array(entries.map { .object($0.json) }) }
    json["seconds"] = .double(seconds)
    if !diagnosis.isEmpty { json["diagnosis"] = .array(diagnosis.map { .string($0) }) }
    if !remarks.isEmpty { json["remarks"] = .array(remarks.map { .string($0) }) }
    json["folder"] = folder.map { .string($0) }
    return json
  }

  /// Reads what `json` writes.
  ///
  /// - Throws: `CheckpointError` that names the key.
  public init(_ json: JSONObject, file: String) throws {
    let reader = ReportReader(json, file: file)
    self.init(
      id: try reader.string("id"), level: try reader.choice("level"),
      className: try reader.string("class"), precision: try reader.optionalChoice("dtype"),
      verdict: try reader.choice("verdict"))
    expectation = try reader.optionalChoice("expectation") ?? .pass
    divergence = try json["divergence"].map { try Divergence(reader.object($0, "divergence")) }
    message = json["message"]?.stringValue
    entryCount = json["entry_count"]?.intValue ?? 0
    entries = try (json["entries"]?.arrayValue ?? []).map {
      try EntryReport(reader.object($0, "entries"))
    }
    seconds = json["seconds"]?.doubleValue ?? 0
    diagnosis = reader.strings("diagnosis")
    remarks = reader.strings("remarks")
    folder = json["folder"]?.stringValue
  }
}

extension Divergence {
  fileprivate var json: JSONObject {
    [
      "entry": entry.map { .string($0) } ?? .null, "defect": .string(defect.rawValue),
      "problem": .string(problem),
    ]
  }

  fileprivate init(_ reader: ReportReader) throws {
    self.init(
      entry: reader.json["entry"]?.stringValue, problem: try reader.string("problem"),
      defect: try reader.choice("defect"))
  }
}

extension EntryReport {
  fileprivate var json: JSONObject {
    [
      "name": .string(name), "max": .double(max), "rms": .double(rms), "limit": .double(limit),
      "noise": .double(noise),
    ]
  }

  fileprivate init(_ reader: ReportReader) throws {
    self.init(
      name: try reader.string("name"), max: try reader.double("max"),
      rms: try reader.double("rms"), limit: try reader.double("limit"),
      noise: try reader.double("noise"))
  }
}

/// Typed reads of a report's JSON.
struct ReportReader {
  let json: JSONObject
  let file: String

  init(_ json: JSONObject, file: String) {
    self.json = json
    self.file = file
  }

  func fail(_ key: String, _ expected: String) -> CheckpointError {
    CheckpointError(file: file, key: key, problem: "should be \(expected)")
  }

  func object(_ value: JSONValue, _ key: String) throws -> ReportReader {
    guard let object = value.objectValue else { throw fail(key, "an object") }
    return ReportReader(object, file: file)
  }

  func string(_ key: String) throws -> String {
    guard let text = json[key]?.stringValue else { throw fail(key, "a string") }
    return text
  }

  func strings(_ key: String) -> [String] {
    (json[key]?.arrayValue ?? []).compactMap(\.stringValue)
  }

  func double(_ key: String) throws -> Double {
    guard let number = json[key]?.doubleValue else { throw fail(key, "a number") }
    return number
  }

  func choice<Choice: RawRepresentable<String>>(_ key: String) throws -> Choice {
    guard let choice: Choice = try optionalChoice(key) else { throw fail(key, "there") }
    return choice
  }

  func optionalChoice<Choice: RawRepresentable<String>>(_ key: String) throws -> Choice? {
    guard let value = json[key], !value.isNull else { return nil }
    guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
      throw fail(key, "a known \(key), not \(value.serialized())")
    }
    return choice
  }
}
