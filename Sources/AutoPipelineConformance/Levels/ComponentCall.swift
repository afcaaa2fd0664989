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
        writer.add(short, Tensor<Float>(values.map { Float($0) }, shape: shape))
      case nil: break
      }
    }
    return writer
  }
}
