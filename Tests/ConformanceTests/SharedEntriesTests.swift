import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Transcripts with entries in the shared file of their family.
@Suite("Shared entries")
struct SharedEntriesTests {
  private static let entry = "unet.forward.0.out.sample"

  @Test("are read from the family's file")
  func readsFromTheFamily() throws {
    let folder = try TemporaryFolder()
    let url = try Self.write(in: folder.url, sharing: "abc")
    let transcript = try RecordedTranscript(contentsOf: url)
    #expect(transcript.order == [Self.entry, "latents"])
    #expect(transcript.shape("latents") == [2])
    #expect(try transcript.values("latents") == .floats([1, 2]))
  }

  @Test("of a name that the family's file lacks are missing")
  func missingName() throws {
    let folder = try TemporaryFolder()
    let transcript = try RecordedTranscript(
      contentsOf: try Self.write(in: folder.url, sharing: "other"))
    #expect(transcript.shape(Self.entry) == nil)
    #expect(try transcript.values(Self.entry) == nil)
  }

  @Test("need the family's file")
  func missingFile() throws {
    let folder = try TemporaryFolder()
    let url = try Self.write(in: folder.url, sharing: "abc")
    try FileManager.default.removeItem(at: folder.url.appending(path: "shared.safetensors"))
    #expect(throws: CheckpointError.self) { try RecordedTranscript(contentsOf: url) }
  }

  @Test("are refused in the transcript of an implementation")
  func refusedElsewhere() throws {
    let folder = try TemporaryFolder()
    let file = try SafetensorsFile(contentsOf: try Self.write(in: folder.url, sharing: "abc"))
    let error = #expect(throws: CheckpointError.self) { try RecordedTranscript(file) }
    #expect(error?.key == "shared")
  }

  /// A family's folder with one transcript, whose two equal entries are `name` of the shared file.
  private static func write(in family: URL, sharing name: String) throws -> URL {
    let folder = family.appending(path: "Class/variant")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var shared = SafetensorsWriter()
    shared.add("abc", Tensor<Double>([1, 2]))
    try shared.write(to: family.appending(path: "shared.safetensors"))
    var transcript = SafetensorsWriter()
    transcript.metadata = [
      "order": "[\"\(entry)\", \"latents\"]", "aliases": "{\"latents\": \"\(entry)\"}",
      "shared": "{\"\(entry)\": \"\(name)\"}",
    ]
    let url = folder.appending(path: "transcript.safetensors")
    try transcript.write(to: url)
    return url
  }
}
