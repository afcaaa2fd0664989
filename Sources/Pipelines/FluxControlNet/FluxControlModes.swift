import Checkpoints
import Tensors

/// `control_mode` as a class's ControlNets get it: what kind of picture each one is.
struct FluxControlModes<Scalar: TensorScalar> {
  /// The modes of a picture's rows, for each picture; nil without any.
  let rows: [[Int]]?
  /// The same as inputs of a transcript.
  let entries: [(name: String, entry: Transcript<Scalar>.Entry)]

  /// How text-to-image reads the argument: one mode for a picture, or for each of several.
  ///
  /// - Parameter pictures: The pictures as the ControlNets get them.
  init(
    _ value: ArgumentValue<Scalar>, _ nets: FluxControlNets<Scalar>, pictures: [Tensor<Scalar>]
  ) throws {
    let count = pictures.first?.extent(0) ?? 0
    guard nets.isMultiple else {
      try self.init(single: value, count)
      return
    }
    if case .list(let modes) = value, modes.count != pictures.count {
      throw PythonError.value(
        "For Multi-ControlNet, `control_mode` must be a list of the same  length as the number of"
          + " controlnets (control images) specified")
    }
    let modes =
      value.isList ? value.elements : Array(repeating: value, count: pictures.count)
    let rows = modes.map { Array(repeating: Self.mode($0), count: count) }
    self.init(
      rows: rows,
      entries: rows.enumerated().map { index, row in
        ("controlnet_mode.\(index)", .integers(row, shape: [row.count]))
      })
  }

  private init(rows: [[Int]]?, entries: [(name: String, entry: Transcript<Scalar>.Entry)]) {
    self.rows = rows
    self.entries = entries
  }

  private init(single value: ArgumentValue<Scalar>, _ count: Int) throws {
    switch value {
    case .null: self.init(column: nil, isShared: false)
    case .int(let mode):
      self.init(column: Array(repeating: mode, count: count), isShared: false)
    default:
      throw PythonError.value(
        " For `FluxControlNet`, `control_mode` should be an `int` or `None`")
    }
  }

  /// How the other classes read the argument: a column of modes; for several ControlNets only a list
  /// counts, with a mode for each.
  init(columnOf value: ArgumentValue<Scalar>, _ nets: FluxControlNets<Scalar>) {
    let modes = value.elements.map(Self.mode)
    if nets.isMultiple {
      self.init(column: value.isList ? modes : [], isShared: true)
    } else {
      self.init(column: value.isNull ? nil : modes, isShared: false)
    }
  }

  /// - Parameter isShared: Whether each row is for a ControlNet of its own.
  private init(column modes: [Int]?, isShared: Bool) {
    self.init(
      rows: modes.map { modes in isShared ? modes.map { [$0] } : [modes] },
      entries: modes.map { [("controlnet_mode", .integers($0, shape: [$0.count, 1]))] } ?? [])
  }

  /// A mode; none at all is -1.
  private static func mode(_ value: ArgumentValue<Scalar>) -> Int {
    if case .int(let mode) = value { return mode }
    return -1
  }
}
