import Checkpoints
import Foundation

/// One implementation's part in an item: it loads, warms up, and is called round by round.
final class BenchmarkTurns {
  let peer: BenchmarkPeer
  private(set) var measurement: BenchmarkResult.Measurement
  /// Where the time of the first run went, if it tells.
  private(set) var profile: ProfileReport?

  private let load: BenchmarkLoad
  private var base = 0

  init(_ peer: BenchmarkPeer, _ load: BenchmarkLoad) {
    self.peer = peer
    self.load = load
    measurement = BenchmarkResult.Measurement(implementation: peer.implementation)
  }

  private var isModel: Bool { peer.implementation.runsModels }

  /// Loads, and runs once without counting.
  func begin(output: URL) throws {
    try? FileManager.default.removeItem(at: output)
    var line = load.line
    if !isModel { line["products"] = true }
    let loaded = try peer.ask(line)
    if isModel { measurement.loadSeconds = loaded["seconds"]?.doubleValue }
    base = loaded["base_bytes"]?.intValue ?? 0
    let reply = try peer.ask([
      "cmd": "run", "output": .string(output.path(percentEncoded: false)),
      "profile": .bool(peer.implementation == .reference),
    ])
    profile = reply["profile"].map { ProfileReport($0) }
  }

  /// One round.
  func run() throws {
    do {
      let reply = try peer.ask(["cmd": "run"])
      if let seconds = reply["seconds"]?.doubleValue { measurement.seconds.append(seconds) }
      if let peak = reply["peak_bytes"]?.intValue, isModel {
        measurement.peakBytes = max(0, peak - base - load.weightBytes)
      }
    } catch {
      measurement.problem = "\(error)"
      throw error
    }
  }
}
