import Dispatch
import Synchronization
public import Tensors

/// The weights of one component, which remembers what a model asked for.
///
/// A model is built without errors in between: what is missing or has another shape is recorded, and
/// `audit()` reports everything at once.
public final class WeightStore: Sendable {
  /// What errors call the weights.
  public let source: String

  private let places: [ExactString: Place]
  /// Every path that has weights below it.
  private let modules: Set<ExactString>
  private let rules: WeightRules
  private let headersOnly: Bool
  private let conversion: WeightConversion
  private let record = Mutex(Record())

  private struct Place: Sendable {
    let file: SafetensorsFile
    let name: String
  }

  private struct Record {
    var used: Set<ExactString> = []
    var dropped: Set<ExactString> = []
    var missing: [WeightAuditError.Missing] = []
    var mismatched: [WeightAuditError.Mismatched] = []
    var unreadable: [CheckpointError] = []
  }

  /// The weights of all `files`, which `source` names in errors, with names changed by `rules`.
  ///
  /// - Parameters:
  ///   - headersOnly: Whether weights are zeros of the right shape instead of what the files hold, and
  ///     the audit does not look for what is not finite: enough to hold a checkpoint against its
  ///     configuration.
  ///   - conversion: When the weights of layers are converted if they are of another type.
  public init(
    _ files: [SafetensorsFile], source: String? = nil, rules: WeightRules = WeightRules(),
    headersOnly: Bool = false, conversion: WeightConversion = .once
  ) {
    self.headersOnly = headersOnly
    self.conversion = conversion
    self.source = source ?? files.first?.file ?? "weights"
    self.rules = rules
    var places: [ExactString: Place] = [:]
    var repeated: [CheckpointError] = []
    for file in files {
      for name in file.names {
        let former = places.updateValue(Place(file: file, name: name), forKey: ExactString(name))
        guard let former else { continue }
        repeated.append(
          CheckpointError(
            file: file.file, key: name, problem: "the weight is also in \(former.file.file)"))
      }
    }
    let repetitions = repeated
    record.withLock { $0.unreadable = repetitions }
    for (name, place) in places {
      let newName = ExactString(rules.renamed(name.text))
      if newName != name, places[newName] == nil {
        places[name] = nil
        places[newName] = place
      }
    }
    self.places = places
    self.modules = Self.modules(of: places.keys.map(\.text))
  }

  private static func modules(of names: [String]) -> Set<ExactString> {
    var modules: Set<ExactString> = []
    for name in names {
      var path = name[...]
      while let point = path.lastIndex(of: ".") {
        path = path[..<point]
        // The paths above are in already.
        guard modules.insert(ExactString(String(path))).inserted else { break }
      }
    }
    return modules
  }

  /// The scope of the whole component.
  public func scope<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> WeightScope<Scalar>
  {
    WeightScope(store: self, path: "")
  }

  /// The names of all weights, sorted.
  public var names: [String] { places.keys.map(\.text).sorted() }

  /// Checks what the model built from the store asked for, and that all of it is finite.
  ///
  /// - Throws: `WeightAuditError` with every missing, unused, wrongly shaped, unreadable and
  ///   non-finite weight.
  public func audit() throws {
    let record = record.withLock { $0 }
    let unused = places.keys.filter {
      !record.used.contains($0) && !record.dropped.contains($0) && !rules.ignores($0.text)
    }
    let failure = WeightAuditError(
      source: source, missing: record.missing, unused: unused.map(\.text).sorted(),
      mismatched: record.mismatched, nonFinite: headersOnly ? [] : nonFinite(record.used),
      unreadable: record.unreadable)
    if !failure.isEmpty { throw failure }
  }

  private func nonFinite(_ names: Set<ExactString>) -> [String] {
    // Large weights are cut, so that all cores have equal work.
    let block = 8 << 20
    var parts: [(name: String, place: Place, range: Range<Int>)] = []
    for name in names {
      guard let place = places[name], let entry = place.file.entry(place.name) else { continue }
      for start in stride(from: 0, to: entry.range.count, by: block) {
        parts.append((name.text, place, start..<min(start + block, entry.range.count)))
      }
    }
    let found = Mutex<Set<String>>([])
    let work = parts
    DispatchQueue.concurrentPerform(iterations: work.count) { index in
      let (name, place, range) = work[index]
      if !place.file.isFinite(place.name, bytes: range) {
        found.withLock { _ = $0.insert(name) }
      }
    }
    return found.withLock { $0.sorted() }
  }

  func has(_ name: String) -> Bool { places[ExactString(name)] != nil }

  func hasAny(under path: String) -> Bool {
    path.isEmpty ? !places.isEmpty : modules.contains(ExactString(path))
  }

  func shape(_ name: String) -> [Int]? {
    places[ExactString(name)].flatMap { $0.file.entry($0.name)?.shape }
  }

  /// The weight `name` of a layer: a place in its file if it is to be converted at each use.
  func layerWeight<Scalar: TensorScalar>(_ name: String, _ shape: [Int]) -> LayerWeight<Scalar> {
    guard conversion == .perUse, !headersOnly, let place = places[ExactString(name)],
      let entry = place.file.entry(place.name), entry.shape == shape,
      !place.file.isStored(place.name, as: Scalar.self),
      let weight = LayerWeight<Scalar>(place.file, place.name)
    else { return LayerWeight(tensor(name, shape)) }
    record.withLock { _ = $0.used.insert(ExactString(name)) }
    return weight
  }

  /// The tensor `name`, or a stand-in if it is missing, has another shape or cannot be read.
  func tensor<Scalar: TensorScalar>(_ name: String, _ shape: [Int]) -> Tensor<Scalar> {
    guard let place = places[ExactString(name)], let entry = place.file.entry(place.name) else {
      record.withLock { $0.missing.append(.init(name: name, shape: shape)) }
      return standIn(shape)
    }
    record.withLock { _ = $0.used.insert(ExactString(name)) }
    guard entry.shape == shape else {
      record.withLock {
        $0.mismatched.append(.init(name: name, expected: shape, found: entry.shape))
      }
      return standIn(shape)
    }
    if headersOnly { return standIn(shape) }
    do {
      return try place.file.tensor(place.name)
    } catch {
      let problem =
        error as? CheckpointError
        ?? CheckpointError(file: place.file.file, key: name, problem: "\(error)")
      record.withLock { $0.unreadable.append(problem) }
      return standIn(shape)
    }
  }

  /// One zero that is broadcast: the audit fails or only headers are read, so nobody computes with
  /// it.
  private func standIn<Scalar: TensorScalar>(_ shape: [Int]) -> Tensor<Scalar> {
    Tensor(repeating: 0, shape: shape.map { _ in 1 }).expanded(to: shape)
  }

  /// Accepts that the weight `path` and all weights below it are not used.
  func drop(_ path: String) {
    let names = places.keys.filter { $0.text == path || $0.text.hasPrefix(path + ".") }
    record.withLock { $0.dropped.formUnion(names) }
  }
}
