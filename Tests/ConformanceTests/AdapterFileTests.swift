import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Files that an implementation hands over are read in bounds, and only from its output folder.
@Suite struct AdapterFileTests {
  /// Answers `random` with a file.
  private final class FileAsking: Asking {
    let make: (URL) throws -> String

    init(_ make: @escaping (URL) throws -> String) { self.make = make }

    func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject {
      let output = URL(filePath: command["output"]?.stringValue ?? "")
      do { return ["file": .string(try make(output))] } catch { throw .garbage("\(error)") }
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let defect: Defect
    let says: String
    let make: @Sendable (URL) throws -> String

    init(
      _ name: String, _ defect: Defect = .file, says: String,
      _ make: @escaping @Sendable (URL) throws -> String
    ) {
      testDescription = name
      self.defect = defect
      self.says = says
      self.make = make
    }
  }

  private static func write(_ tensors: SafetensorsWriter, _ folder: URL) throws -> String {
    let file = folder.appending(path: "out.safetensors")
    try tensors.write(to: file)
    return file.path(percentEncoded: false)
  }

  private static func write(_ bytes: [UInt8], _ folder: URL) throws -> String {
    let file = folder.appending(path: "out.safetensors")
    try Data(bytes).write(to: file)
    return file.path(percentEncoded: false)
  }

  /// One uniform number, as a file of tensors.
  private static func number() -> SafetensorsWriter {
    var writer = SafetensorsWriter()
    writer.add("random.0.uniform", Tensor<Float>([0.5], shape: [1]))
    return writer
  }

  private static func header(_ text: String) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
  }

  static let rows = [
    Row("elsewhere", says: "is not in the output folder") { _ in "/etc/hostname" },
    Row("the parent folder", says: "is not in the output folder") { folder in
      folder.appending(path: "../out.safetensors").path(percentEncoded: false)
    },
    Row("no name", says: "is not in the output folder") { _ in "" },
    Row("a null byte", says: "is not in the output folder") { folder in
      folder.appending(path: "out\0.safetensors").path(percentEncoded: false)
    },
    Row("a missing file", says: "is missing") { folder in
      folder.appending(path: "out.safetensors").path(percentEncoded: false)
    },
    Row("a link", says: "no regular file") { folder in
      let link = folder.appending(path: "out.safetensors")
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: "/etc/hostname")
      return link.path
    },
    Row("a folder", says: "no regular file") { folder in
      let inner = folder.appending(path: "out.safetensors")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
      return inner.path
    },
    Row("a cut file", says: "out.safetensors") { folder in
      try write(number().serialized().dropLast(), folder)
    },
    Row("data beyond the end", says: "out.safetensors") { folder in
      let text = #"{"random.0.uniform":{"dtype":"F32","shape":[1],"data_offsets":[0,4000]}}"#
      return try write(header(text) + [0, 0, 0, 0], folder)
    },
    Row("a shape of 10^18 numbers", says: "out.safetensors") { folder in
      let text =
        #"{"random.0.uniform":{"dtype":"F32","shape":[1000000000,1000000000],"data_offsets":[0,4]}}"#
      return try write(header(text) + [0, 0, 0, 0], folder)
    },
    Row("a header that is no JSON", says: "out.safetensors") { folder in
      try write(header(#"{"random"#), folder)
    },
    Row("a file of 20 GB", says: "more than") { folder in
      let path = try write([], folder)
      truncate(path, 20 << 30)
      return path
    },
    Row("another name", .missing, says: "is missing") { folder in
      var writer = SafetensorsWriter()
      writer.add("uniform", Tensor<Float>([0.5], shape: [1]))
      return try write(writer, folder)
    },
    Row("another shape", .shape, says: "has shape [1, 1]") { folder in
      var writer = SafetensorsWriter()
      writer.add("random.0.uniform", Tensor<Float>([0.5], shape: [1, 1]))
      return try write(writer, folder)
    },
    Row("another type", .dtype, says: "is of type F64") { folder in
      var writer = SafetensorsWriter()
      writer.add("random.0.uniform", Tensor<Double>([0.5], shape: [1]))
      return try write(writer, folder)
    },
    Row("another number", .discrete, says: "other numbers") { folder in
      try write(number(), folder)
    },
  ]

  @Test(arguments: rows) func brokenFilesAreNamed(_ row: Row) throws {
    let check = RandomCheck(sequence: [
      "name": "x", "initial_seed": "1",
      "draws": [["kind": "uniform", "count": 1, "dtype": "float32", "digest": "0"]],
    ])
    let folder = try TemporaryFolder()
    let report = try check.judge(FileAsking(row.make), in: folder.url.appending(path: "case"))
    #expect(report.verdict == .wrong)
    #expect(report.divergence?.defect == row.defect, "\(report)")
    #expect("\(report)".contains(row.says), "\(report)")
  }

  @Test func aLinkInThePlaceOfTheFolderLeadsNowhere() throws {
    let folder = try TemporaryFolder()
    let precious = try folder.write(Self.number().serialized(), "home/out.safetensors")
    let output = folder.url.appending(path: "case")
    let check = RandomCheck(sequence: [
      "name": "x", "initial_seed": "1",
      "draws": [["kind": "uniform", "count": 1, "dtype": "float32", "digest": "0"]],
    ])
    let asking = FileAsking { output in
      try FileManager.default.removeItem(at: output)
      try FileManager.default.createSymbolicLink(
        at: output, withDestinationURL: precious.deletingLastPathComponent())
      return output.appending(path: "out.safetensors").path(percentEncoded: false)
    }
    let report = try check.judge(asking, in: output)
    #expect(report.divergence?.problem == "the output folder is no folder", "\(report)")
    for keeps in [true, false] {
      let files = RunFiles(folder: output, root: folder.url)
      #expect(files.tidy(keeps: keeps, isPassed: true, limit: 1 << 20) == nil)
      #expect(FileManager.default.fileExists(atPath: precious.path))
    }
  }
}
