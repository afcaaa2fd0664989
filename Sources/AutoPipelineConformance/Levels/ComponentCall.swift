import Checkpoints
import Foundation
import Tensors

/// A call in a golden that a component makes by itself, all of whose inputs were recorded.
struct ComponentCall: Sendable {
  /// Where the component's files are.
  enum Origin: Sendable {
    /// In the checkpoint.
    case checkpoint
    /// In a folder that the request names.
    case folder(URL)
    /// Several models for one name, each in a folder that the request names.
    case folders([URL])
  }

  let component: String
  let method: String
  let className: String
  let checkpoint: URL
  let origin: Origin
  /// The variant of the weight files.
  let variant: String?
  /// Arguments that are no tensors.
  let arguments: JSONObject
  /// Whether the pipeline rounds the schedule's time to its format before it divides it by 1000.
  let roundsTime: Bool

  /// The start of the call's entries.
  var prefix: String { "\(component).\(method).0." }

  /// The folder of a component that is one model.
  func folder() throws -> ComponentFolder? {
    switch origin {
    case .folder(let folder): ComponentFolder(folder)
    case .folders: nil
    case .checkpoint:
      try ModelIndex(contentsOf: checkpoint.appending(path: ModelIndex.fileName))
        .folder(of: component, in: checkpoint)
    }
  }

  /// The golden's inputs in the precision of the run, by their names in the method.
  func inputs(of golden: RecordedTranscript, _ precision: Precision) throws -> SafetensorsWriter {
    var writer = SafetensorsWriter()
    let start = prefix + "in."
    for name in golden.order where name.hasPrefix(start) {
      let shape = golden.shape(name) ?? []
      let short = String(name.dropFirst(start.count))
      switch try golden.values(name) {
      case .integers(let values)?: writer.add(short, values, shape: shape)
      case .floats(let values)? where precision == .float64:
        writer.add(short, Tensor<Double>(values, shape: shape))
      case .floats(let values)?:
        let handed = values.map { short == "timestep" ? time($0, precision) : Float($0) }
        writer.add(short, Tensor<Float>(handed, shape: shape))
      case nil: break
      }
    }
    return writer
  }

  /// A time as the pipeline hands it over, which may be at a distance from the golden's that changes
  /// what comes out by more than all other rounding.
  private func time(_ value: Double, _ precision: Precision) -> Float {
    guard roundsTime, precision.isHalf else { return Float(value) }
    return precision.nearest(to: precision.nearest(to: Float(value * 1000)) / 1000)
  }
}
