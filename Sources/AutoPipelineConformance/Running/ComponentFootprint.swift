import Checkpoints
import Foundation
import Synchronization

/// What a component's configuration and the headers of its weight files say of the memory that it needs.
struct ComponentFootprint: Sendable {
  /// The number of elements of each floating-point type, as far as the files can be read.
  let elements: [SafetensorsType: Int]
  /// The configuration, if there is one.
  let configuration: JSONObject?

  /// Reads the files in `folder`; what cannot be read counts as nothing, because loading will say so.
  init(_ folder: ComponentFolder, variant: String?) {
    configuration = try? folder.configuration().members
    let files = (try? folder.weightFiles(variant: variant)) ?? []
    let entries = files.flatMap { file in file.names.compactMap(file.entry) }
    elements = entries.reduce(into: [:]) { elements, entry in
      if entry.dtype.isFloatingPoint { elements[entry.dtype, default: 0] += entry.count }
    }
  }
}

/// Footprints of the components that many requests share, read once each.
final class FootprintCache: Sendable {
  private struct Key: Hashable {
    let folder: ComponentFolder
    let variant: String?
  }

  private let footprints = Mutex<[Key: ComponentFootprint]>([:])

  /// The footprint of the component in `folder`.
  func footprint(_ folder: ComponentFolder, variant: String?) -> ComponentFootprint {
    let key = Key(folder: folder, variant: variant)
    if let known = footprints.withLock({ $0[key] }) { return known }
    let footprint = ComponentFootprint(folder, variant: variant)
    footprints.withLock { $0[key] = footprint }
    return footprint
  }
}
