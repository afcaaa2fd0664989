import Foundation

/// A running adapter: lines to it, lines from it, each within a time limit and of bounded size.
final class AdapterProcess {
  private let child: ChildProcess
  private let limits: AdapterLimits
  private let isInterrupted: @Sendable () -> Bool
  private var received: [UInt8] = []
  private let log: AdapterLog
  private var isOutputOpen = true
  private var isErrorOpen = true

  /// Starts `command`.
  ///
  /// - Parameter log: Gets what the adapter writes to standard error.
  init(
    _ command: String, limits: AdapterLimits, log: AdapterLog,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws(AdapterFailure) {
    child = try ChildProcess(shell: command)
    self.limits = limits
    self.log = log
    self.isInterrupted = isInterrupted
  }

  /// Writes `line` and a line break.
  func send(_ line: [UInt8], within seconds: Double) throws(AdapterFailure) {
    var rest = (line + [UInt8(ascii: "\n")])[...]
    let deadline = Deadline(seconds)
    while !rest.isEmpty { try turn(&rest, deadline) }
  }

  /// The next line without its line break.
  func receive(_ deadline: Deadline) throws(AdapterFailure) -> [UInt8] {
    var nothing: ArraySlice<UInt8> = []
    // The bytes before this place were searched before.
    var searched = 0
    while true {
      if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { received.removeSubrange(...end) }
        return Array(received[..<end])
      }
      searched = received.count
      guard received.count <= limits.longestLine else {
        throw .garbage("a line of more than \(limits.longestLine) bytes")
      }
      guard isOutputOpen else { throw .crashed(describeEnd()) }
      try turn(&nothing, deadline)
    }
  }

  /// What has arrived without being asked for; nil if there is nothing.
  func unasked() -> [UInt8]? {
    read(child.output, into: &received, isOpen: &isOutputOpen)
    return received.isEmpty ? nil : received
  }

  /// Whether the process or its output has ended.
  var hasEnded: Bool { !isOutputOpen || endStatus() != nil }

  /// Tells the adapter to stop, and ends it if it does not.
  ///
  /// - Returns: Whether it ended by itself.
  func stop(_ line: [UInt8]) -> Bool {
    try? send(line, within: limits.stopTimeout)
    let deadline = Deadline(limits.stopTimeout)
    while endStatus() == nil, !deadline.isOver, !isInterrupted() {
      drain()
      usleep(1000)
    }
    let hasStopped = endStatus() != nil
    end()
    return hasStopped
  }

  private var status: Int32?
  private var isClosed = false

  private func endStatus() -> Int32? {
    if status == nil { status = child.ending() }
    return status
  }

  /// Ends the process and all its children.
  func end() {
    guard !isClosed else { return }
    isClosed = true
    if endStatus() == nil { status = child.end() } else { child.signalGroup(SIGKILL) }
    drain()
    child.closeStreams()
    log.close()
  }

  deinit { end() }

  private func drain() {
    var flood: [UInt8] = []
    read(child.output, into: &flood, isOpen: &isOutputOpen)
    readLog()
  }

  /// Says how the process ended, with the last lines of its log.
  private func describeEnd() -> String {
    let deadline = Deadline(1)
    while endStatus() == nil, !deadline.isOver { usleep(1000) }
    let isRunning = endStatus() == nil
    end()
    let ending =
      isRunning ? "closed its output" : ChildProcess.describe(status: status ?? 0)
    return log.tail.isEmpty ? ending : "\(ending): \(log.tail)"
  }

  /// Waits until something can be read or written, and does it.
  private func turn(
    _ pending: inout ArraySlice<UInt8>, _ deadline: Deadline
  ) throws(AdapterFailure) {
    guard !isInterrupted() else { throw .interrupted }
    guard !deadline.isOver else { throw .hung(seconds: deadline.seconds) }
    var polled = [
      pollfd(fd: isOutputOpen ? child.output : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isErrorOpen ? child.errors : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pending.isEmpty ? -1 : child.input, events: Int16(POLLOUT), revents: 0),
    ]
    // Wakes now and then to see whether the run was interrupted.
    guard poll(&polled, nfds_t(polled.count), Int32(min(deadline.milliseconds, 100))) > 0 else {
      return
    }
    if polled[1].revents != 0 { readLog() }
    if polled[2].revents != 0 { write(&pending) }
    // What floods in while a line is written waits in the pipe.
    if polled[0].revents != 0, received.count <= limits.longestLine {
      read(child.output, into: &received, isOpen: &isOutputOpen)
    }
  }

  /// Writes what the pipe takes. What an adapter no longer reads is dropped: its output tells why.
  private func write(_ pending: inout ArraySlice<UInt8>) {
    let count = pending.withUnsafeBytes { Foundation.write(child.input, $0.baseAddress, $0.count) }
    if count > 0 {
      pending = pending.dropFirst(count)
    } else if count < 0, errno != EAGAIN, errno != EINTR {
      pending = []
    }
  }

  private func readLog() {
    var bytes: [UInt8] = []
    read(child.errors, into: &bytes, isOpen: &isErrorOpen)
    log.add(bytes)
  }

  private func read(
    _ descriptor: Int32, into buffer: inout [UInt8], isOpen: inout Bool
  ) {
    guard isOpen, !isClosed else { return }
    let size = 1 << 16
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { bytes, initialized in
      count = Foundation.read(descriptor, bytes.baseAddress, size)
      initialized = max(0, count)
    }
    if count == 0 { isOpen = false }
    buffer += bytes
  }
}

/// A point in time until which something may take.
struct Deadline {
  let seconds: Double
  private let end: ContinuousClock.Instant

  init(_ seconds: Double) {
    self.seconds = seconds
    end = .now + .seconds(seconds)
  }

  var isOver: Bool { ContinuousClock.now >= end }

  /// The time left, rounded up.
  var milliseconds: Double { max(0, ((end - .now) / .milliseconds(1)).rounded(.up)) }
}
