import Checkpoints

/// The mappings of one release: which class serves a family of models for which task.
public struct Mappings: Sendable {
  /// The part of a family's pipeline that a mapping lists.
  public enum Kind: Sendable, Hashable {
    /// The whole pipeline.
    case whole
    /// The second stage of a combined pipeline, such as `KandinskyV22Pipeline`.
    case decoder
  }

  /// One line of a mapping.
  public struct Entry: Sendable, Hashable {
    /// diffusers' key of the family, such as `stable-diffusion-xl-controlnet`.
    public let key: String
    /// The class.
    public let className: String
  }

  /// One line of a mapping, with the releases that have it.
  struct Row: Sendable {
    let key: String
    let className: String
    /// The first release with the row; nil if the pinned one had it already.
    let since: DiffusersVersion?
    /// The first release without the row; nil if the newest one still has it.
    let until: DiffusersVersion?

    init(
      _ key: String, _ className: String, since: DiffusersVersion? = nil,
      until: DiffusersVersion? = nil
    ) {
      self.key = key
      self.className = className
      self.since = since
      self.until = until
    }

    func isPart(of version: DiffusersVersion) -> Bool {
      (since.map { $0 <= version } ?? true) && (until.map { version < $0 } ?? true)
    }
  }

  /// The rows of one task's mapping.
  struct Table: Sendable {
    let task: AutoTask
    let kind: Kind
    let rows: [Row]

    init(_ task: AutoTask, _ kind: Kind = .whole, _ rows: [Row]) {
      self.task = task
      self.kind = kind
      self.rows = rows
    }
  }

  /// The release.
  public let version: DiffusersVersion
  private let entries: [AutoTask: [Kind: [Entry]]]
  private let classNames: [AutoTask: [String: String]]
  private let keys: [String: String]

  /// The mappings of `version`, a release from the pinned one to the newest known.
  init(_ version: DiffusersVersion) {
    self.version = version
    var entries: [AutoTask: [Kind: [Entry]]] = [:]
    var classNames: [AutoTask: [String: String]] = [:]
    var keys: [String: String] = [:]
    for table in MappingTables.all {
      let rows = table.rows.filter { $0.isPart(of: version) }
      guard !rows.isEmpty else { continue }
      entries[table.task, default: [:]][table.kind] = rows.map {
        Entry(key: $0.key, className: $0.className)
      }
      for row in rows {
        // diffusers takes the first key that it finds.
        if keys[row.className] == nil { keys[row.className] = row.key }
        if table.kind == .whole { classNames[table.task, default: [:]][row.key] = row.className }
      }
    }
    self.entries = entries
    self.classNames = classNames
    self.keys = keys
  }

  /// The mappings of the pinned release.
  public static let pinned = Mappings(.pinned)

  /// The lines of a task's mapping in diffusers' order; empty if the release has no such mapping.
  public func entries(_ task: AutoTask, _ kind: Kind = .whole) -> [Entry] {
    entries[task]?[kind] ?? []
  }

  /// All classes of all mappings, each once, in diffusers' order of search.
  public var allClassNames: [String] {
    var seen: Set<String> = []
    return MappingTables.all.flatMap { entries($0.task, $0.kind) }.map(\.className)
      .filter { seen.insert($0).inserted }
  }

  /// The key of the family that `className` belongs to (`_get_model`), nil if no mapping lists it.
  public func key(of className: String) -> String? {
    // Swift finds equal what Python tells apart, such as the letter K and the sign for kelvin.
    className.isASCII ? keys[className] : nil
  }

  /// The class of the family `key` for `task`, nil if there is none.
  public func className(_ task: AutoTask, key: String) -> String? { classNames[task]?[key] }

  /// The combined class that belongs to a decoder's class (`_get_connected_pipeline`), nil for others.
  public func connected(_ className: String) -> String? {
    for task in AutoTask.allCases
    where entries(task, .decoder).contains(where: { $0.className == className }) {
      return key(of: className).flatMap { self.className(task, key: $0) }
    }
    return nil
  }

  /// The first release, from the pinned one on, that lists `className` under `task` (as a whole
  /// pipeline or a decoder); nil if none does.
  public static func firstVersion(of className: String, task: AutoTask) -> DiffusersVersion? {
    MappingTables.all.filter { $0.task == task }
      .flatMap { table in table.rows.filter { $0.className == className } }
      .map { $0.since ?? .pinned }.min()
  }
}
