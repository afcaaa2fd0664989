import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Runs of the built command that take long, or come one after the other.
@Suite struct LongRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func request(_ size: Int, steps: Int) throws -> URL {
    let json: JSONObject = [
      "checkpoint": .string(
        Repository.root.appending(path: "Fixtures/checkpoints/stable-diffusion")
          .path(percentEncoded: false)),
      "task": "text-to-image",
      "call": [
        "prompt": "a bird", "num_inference_steps": .int(steps), "height": .int(size),
        "width": .int(size), "generator": ["seed": 1],
      ],
    ]
    let file = folder.url.appending(path: "request-\(size).json")
    try Data(JSONValue.object(json).serialized().utf8).write(to: file)
    return file
  }

  private func started(_ arguments: [String], input: Pipe? = nil) throws -> Process {
    let process = Process()
    process.executableURL = CommandLineTests.command
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = Pipe()
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func interruptionLeavesNoFiles() throws {
    let output = folder.url.appending(path: "output")
    let process = try started([
      "run", request(1024, steps: 500).path(percentEncoded: false), "--output",
      output.path(percentEncoded: false),
    ])
    let path = output.path(percentEncoded: false)
    // The folder is made before anything else.
    while process.isRunning, !FileManager.default.fileExists(atPath: path) { usleep(10_000) }
    usleep(500_000)
    process.interrupt()
    let start = ContinuousClock.now
    process.waitUntilExit()
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
  }

  /// What is counted is really needed, so nothing that fits is refused.
  @Test(arguments: [256, 512, 1024])
  func estimateIsNoMoreThanThePeak(_ size: Int) throws {
    let file = try request(size, steps: 1)
    let output = folder.url.appending(path: "output-\(size)")
    let outcome = try CommandLineTests.run([
      "run", file.path(percentEncoded: false), "--output", output.path(percentEncoded: false),
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let result = try JSONValue.load(contentsOf: output.appending(path: "result.json"))
    let estimate = MemoryEstimate(try Request(contentsOf: file), Float.self)
    #expect(estimate.total < result["peak_bytes"]?.intValue ?? 0)
  }

  #if os(Linux)
    @Test func memoryDoesNotGrow() throws {
      let input = Pipe()
      let process = try started(["serve"], input: input)
      let output = try #require(process.standardOutput as? Pipe).fileHandleForReading
      let file = try request(128, steps: 3)
      var resident: [Int] = []
      for run in 0..<20 {
        let line: JSONObject = [
          "cmd": "run", "seq": .int(run), "request": .string(file.path(percentEncoded: false)),
          "output": .string(folder.url.appending(path: "served").path(percentEncoded: false)),
        ]
        try input.fileHandleForWriting.write(
          contentsOf: Data((JSONValue.object(line).serialized() + "\n").utf8))
        // Lines of progress come before the reply, which has the number.
        var reply = ""
        while !reply.contains("\"seq\"") {
          let data = output.availableData
          try #require(!data.isEmpty)
          reply += String(decoding: data, as: UTF8.self)
        }
        resident.append(try residentBytes(of: process.processIdentifier))
      }
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(resident[19] < resident[2] + 8 << 20, "\(resident)")
    }

    private func residentBytes(of process: Int32) throws -> Int {
      let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
      return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 1024
    }
  #endif
}
