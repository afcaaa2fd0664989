public import Checkpoints
import DiffusionModels
import Foundation
import Pipelines
import Synchronization
import Tensors

/// The reference's side of a benchmark: a process of its own that loads once and runs when it is told
/// to, a line of JSON for each.
///
/// `ci/benchmarks/peer.py` does the same with diffusers.
public final class BenchmarkWorker {
  private typealias Outputs = [(name: String, entry: Transcript<Float>.Entry)]

  private var work: (() throws -> Outputs)?

  /// A worker with nothing to do.
  public init() {}

  /// Answers `load` and `run`.
  public func answer(_ members: JSONObject) -> JSONObject {
    do {
      let line = AdapterRequest(members)
      switch try line.string("cmd") {
      case "load": return try load(line)
      case "run": return try run(line)
      case let other: throw line.fail("cmd", "load or run, not \(other)")
      }
    } catch {
      return ["error": .string("\(error)")]
    }
  }

  private func load(_ line: AdapterRequest) throws -> JSONObject {
    let before = ProcessMemory.resident
    let start = ContinuousClock.now
    work = try work(line)
    if try line.optionalBool("products") ?? false { work = try work.map(Self.productsAlone) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    ProcessMemory.resetPeak()
    return ["seconds": .double(seconds), "base_bytes": .int(before)]
  }

  private func work(_ line: AdapterRequest) throws -> () throws -> Outputs {
    if let paths = line.members["requests"]?.arrayValue {
      let files = paths.compactMap(\.stringValue).map { URL(filePath: $0) }
      let isShared = try line.optionalBool("shared") ?? false
      return {
        try isShared ? Self.runTogether(files) : Self.runEach(files)
        return []
      }
    }
    if line.members["request"] != nil { return try generation(line.url("request")) }
    return try component(line)
  }

  private static func runEach(_ requests: [URL]) throws {
    for file in requests { _ = ReferenceRunner<Float>().run(try Request(contentsOf: file)) }
  }

  /// Runs requests as the suite does.
  private static func runTogether(_ requests: [URL]) throws {
    let components = ComponentCache<Float>()
    let footprints = FootprintCache()
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: requests.count) { index in
      do {
        var runner = ReferenceRunner(cache: components)
        runner.footprints = footprints
        _ = runner.run(try Request(contentsOf: requests[index]))
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func generation(_ file: URL) throws -> () throws -> Outputs {
    let request = try Request(contentsOf: file)
    let pipeline = try ReferenceRunner<Float>().load(request, WarningLog())
    return {
      let output = try pipeline(PipelineCall(try request.arguments(Float.self)))
      return [(output.named.name, output.named.entry)]
    }
  }

  private func component(_ line: AdapterRequest) throws -> () throws -> Outputs {
    let className = try line.string("class")
    let method = try line.string("method")
    let inputs = ComponentInputs<Float>(
      file: try SafetensorsFile(contentsOf: line.url("inputs")), arguments: AdapterRequest([:]))
    guard let loader = ComponentLoader<Float>(className) else {
      throw UnsupportedRequest(description: "the reference does not have \(className)")
    }
    var component = try loader.load(
      ComponentSource(folder: ComponentFolder(line.url("folder"))))
    if try line.optionalBool("tiled") ?? false,
      var autoencoder = component as? any TilingAutoencoder<Float>
    {
      autoencoder.useTiling = true
      component = autoencoder
    }
    let value = component
    return {
      guard let outputs = try inputs.call(value, method) else {
        throw UnsupportedRequest(description: "\(className).\(method) cannot be called alone")
      }
      return outputs
    }
  }

  /// The matrix products of `work`, without anything in between.
  private static func productsAlone(
    of work: () throws -> Outputs
  ) throws -> () throws -> Outputs {
    let products = PlainProducts(try KernelProfile.recording(work).profile.products)
    return {
      products.perform()
      return []
    }
  }

  private func run(_ line: AdapterRequest) throws -> JSONObject {
    guard let work else { throw line.fail("cmd", "load first") }
    var reply: JSONObject = [:]
    let start = ContinuousClock.now
    let outputs: Outputs
    if try line.optionalBool("profile") ?? false {
      let (result, profile) = try KernelProfile.recording(work)
      outputs = result
      reply["profile"] = ProfileReport(profile).json
    } else {
      outputs = try work()
    }
    reply["seconds"] = .double((ContinuousClock.now - start) / .seconds(1))
    reply["peak_bytes"] = .int(ProcessMemory.peak)
    if line.members["output"] != nil, let first = outputs.first {
      var writer = SafetensorsWriter()
      first.entry.add(as: "output", to: &writer)
      try writer.write(to: line.url("output"))
    }
    return reply
  }
}
