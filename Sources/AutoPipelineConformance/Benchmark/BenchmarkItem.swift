import Checkpoints
import Foundation

/// One thing to measure: an object of `ci/benchmarks/benchmarks.json`.
struct BenchmarkItem: Sendable {
  /// What is done once in each round.
  enum Work: Sendable {
    /// A method of a component with random inputs, each given by its shape or by an object.
    case component(className: String, method: String, inputs: JSONObject, isTiled: Bool)
    /// A request, without its checkpoint.
    case request(JSONObject)
    /// Every so many cases of the suite: one after the other, each loading its checkpoint, or as the
    /// suite runs them, on all cores and with each component read once.
    case suite(every: Int, isShared: Bool)
  }

  /// The name on the command line and in reports.
  let id: String
  /// What readers see.
  let title: String
  /// The part of the report that it belongs to.
  let group: String
  /// The folder below `ci/benchmarks/models`, if there is a model.
  let model: String?
  /// What is done.
  let work: Work
  /// What varies in the group: pixels, pictures.
  let x: Double?
  /// Whether `--quick` measures it.
  let isQuick: Bool
  /// Whether its matrix products are measured alone, too.
  let comparesProducts: Bool

  /// The items in the file at `url`.
  ///
  /// - Throws: `JSONError` or `CheckpointError` for a file that does not hold any.
  static func load(_ url: URL) throws -> [BenchmarkItem] {
    let file = url.path(percentEncoded: false)
    let elements = try JSONValue.load(contentsOf: url).arrayValue ?? []
    return try elements.enumerated().map { index, element in
      guard let item = BenchmarkItem(element) else {
        throw CheckpointError(
          file: file, problem: "element \(index) does not say what to measure",
          advice: "Give id, title, group, and class, method and inputs, or request, or every")
      }
      return item
    }
  }

  /// The item that an object describes; nil if it does not.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let title = json["title"]?.stringValue,
      let group = json["group"]?.stringValue, let work = Work(json)
    else { return nil }
    self.id = id
    self.title = title
    self.group = group
    self.work = work
    model = json["model"]?.stringValue
    x = json["x"]?.doubleValue
    isQuick = json["quick"]?.boolValue ?? false
    comparesProducts = json["products"]?.boolValue ?? false
  }
}

extension BenchmarkItem.Work {
  fileprivate init?(_ json: JSONValue) {
    if let className = json["class"]?.stringValue, let method = json["method"]?.stringValue,
      let inputs = json["inputs"]?.objectValue
    {
      self = .component(
        className: className, method: method, inputs: inputs,
        isTiled: json["tiled"]?.boolValue ?? false)
    } else if let request = json["request"]?.objectValue {
      self = .request(request)
    } else if let step = json["every"]?.intValue, step > 0 {
      self = .suite(every: step, isShared: json["shared"]?.boolValue ?? false)
    } else {
      return nil
    }
  }
}
