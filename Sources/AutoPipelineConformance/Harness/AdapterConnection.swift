import Checkpoints
import Foundation

/// The connection to an adapter, which is started again when it fails.
final class AdapterConnection: Asking {
  private let command: String
  private let limits: AdapterLimits
  private let log: URL?
  private let isInterrupted: @Sendable () -> Bool
  private var process: AdapterProcess?
  private var number = 0
  /// How many replies the running process has given.
  private(set) var answered = 0
  /// How many times the adapter was started.
  private(set) var starts = 0
  /// Whether a process had to be ended because it ignored `stop`.
  private(set) var ignoredStop = false

  /// A connection that starts `command` when it is first asked.
  ///
  /// - Parameter log: The file for what the adapter writes to standard error.
  init(
    _ command: String, limits: AdapterLimits, log: URL? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.command = command
    self.limits = limits
    self.log = log
    self.isInterrupted = isInterrupted
  }

  /// Starts the adapter and asks it what it is.
  func start() throws(AdapterFailure) -> Implementation {
    let process = try AdapterProcess(
      command, limits: limits, log: AdapterLog(log, limit: limits.logSize),
      isInterrupted: isInterrupted)
    starts += 1
    do {
      let implementation = try handshake(process)
      self.process = process
      answered = 0
      return implementation
    } catch .interrupted {
      process.end()
      throw .interrupted
    } catch {
      process.end()
      throw .notStarted("\(error)")
    }
  }

  private func handshake(_ process: AdapterProcess) throws(AdapterFailure) -> Implementation {
    let line: JSONObject = ["cmd": "start", "version": .int(AdapterSession.protocolVersion)]
    try process.send(line.bytes, within: limits.startTimeout)
    let reply = try reply(of: process, timeout: limits.startTimeout, seq: nil)
    try ProtocolSchema.check(reply, .reply("start"))
    guard reply["version"]?.intValue == AdapterSession.protocolVersion,
      let json = reply["implementation"]?.objectValue
    else {
      throw .garbage(
        "version \(reply["version"]?.serialized() ?? "none") of the protocol, not"
          + " \(AdapterSession.protocolVersion)")
    }
    do { return try Implementation(json) } catch { throw .garbage("\(error)") }
  }

  /// What the adapter wrote since its last reply, without being asked. The adapter is ended then.
  func unasked() -> AdapterFailure? {
    guard let bytes = process?.unasked() else { return nil }
    end()
    return .garbage("'\(quote(bytes))' without being asked")
  }

  func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject {
    if process?.hasEnded ?? false { end() }
    if process == nil { _ = try start() }
    guard let process else { throw .notStarted("it is not there") }
    number += 1
    let name = command["cmd"]?.stringValue ?? ""
    do throws(AdapterFailure) {
      let line = (["cmd": "", "seq": .int(number)] as JSONObject).merging(command)
      try process.send(line.bytes, within: limits.timeout)
      let reply = try reply(of: process, timeout: limits.timeout, seq: number)
      try ProtocolSchema.check(reply, .reply(name))
      answered += 1
      return reply
    } catch {
      end()
      throw error
    }
  }

  /// The next line that is no progress.
  private func reply(
    of process: AdapterProcess, timeout: Double, seq: Int?
  ) throws(AdapterFailure) -> JSONObject {
    let last = Deadline(timeout * limits.progressFactor)
    while true {
      let deadline = last.milliseconds < timeout * 1000 ? last : Deadline(timeout)
      let line = try process.receive(deadline)
      if line.allSatisfy({ [0x20, 0x09, 0x0d].contains($0) }) { continue }
      guard let reply = (try? JSONValue.parse(line, file: "reply"))?.objectValue else {
        throw .garbage("'\(quote(line))', which is no object of JSON")
      }
      if reply["progress"] != nil { continue }
      guard let seq else { return reply }
      guard reply["seq"]?.intValue == seq else {
        throw .wrongSequence(
          found: printable(reply["seq"]?.serialized() ?? "none", limit: 40), expected: seq)
      }
      return reply
    }
  }

  private func quote(_ bytes: [UInt8]) -> String {
    printable(String(decoding: bytes.prefix(400), as: UTF8.self), limit: 80)
  }

  /// Ends the adapter at once.
  func end() {
    process?.end()
    process = nil
  }

  /// Tells the adapter to stop.
  func stop() {
    guard let process else { return }
    ignoredStop = !process.stop((["cmd": "stop"] as JSONObject).bytes) || ignoredStop
    self.process = nil
  }
}

extension JSONObject {
  fileprivate var bytes: [UInt8] { Array(JSONValue.object(self).serialized().utf8) }
}
