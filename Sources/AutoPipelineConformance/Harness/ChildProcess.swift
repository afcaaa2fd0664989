import Foundation

private let spawning = NSLock()

/// A process in a group of its own, with pipes to its standard streams that never block.
///
/// `Foundation.Process` starts its children without a group, so a shell's children would outlive it.
struct ChildProcess {
  let identifier: pid_t
  let input: Int32
  let output: Int32
  let errors: Int32

  /// Starts `command` with `/bin/sh`.
  ///
  /// - Throws: `AdapterFailure.notStarted`.
  init(shell command: String) throws(AdapterFailure) {
    // A write to an adapter that has ended is an error to handle, not the end of the suite.
    signal(SIGPIPE, SIG_IGN)
    // Between the making of a pipe and its mark no other child may be started.
    spawning.lock()
    defer { spawning.unlock() }
    let pipes = try (Pipe(), Pipe(), Pipe())
    var actions = FileActions()
    defer { actions.destroy() }
    actions.connect(pipes.0.reading, to: STDIN_FILENO)
    actions.connect(pipes.1.writing, to: STDOUT_FILENO)
    actions.connect(pipes.2.writing, to: STDERR_FILENO)
    let (identifier, status) = actions.spawn(["/bin/sh", "-c", command])
    [pipes.0.reading, pipes.1.writing, pipes.2.writing].forEach { _ = close($0) }
    (input, output, errors) = (pipes.0.writing, pipes.1.reading, pipes.2.reading)
    self.identifier = identifier
    guard status == 0 else {
      closeStreams()
      throw .notStarted(String(cString: strerror(status)))
    }
    for descriptor in [input, output, errors] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  /// Closes the pipes.
  func closeStreams() { [input, output, errors].forEach { _ = close($0) } }

  /// Sends `number` to the whole group.
  func signalGroup(_ number: Int32) { _ = kill(-identifier, number) }

  /// How the process ended; nil while it runs.
  func ending() -> Int32? {
    var status: Int32 = 0
    return waitpid(identifier, &status, WNOHANG) == identifier ? status : nil
  }

  /// Ends the group and waits for the process.
  ///
  /// - Returns: The status that `waitpid` gives.
  func end() -> Int32 {
    signalGroup(SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// A status of `waitpid` in words.
  static func describe(status: Int32) -> String {
    let number = status & 0x7f
    guard number == 0 else {
      return "was ended by signal \(number) (\(String(cString: strsignal(number))))"
    }
    let code = (status >> 8) & 0xff
    return "ended with status \(code)" + (code > 128 ? ", a shell's for signal \(code - 128)" : "")
  }
}

/// The two ends of a pipe, which other children do not inherit.
private struct Pipe {
  let reading: Int32
  let writing: Int32

  init() throws(AdapterFailure) {
    var ends: [Int32] = [-1, -1]
    let status = pipe(&ends)
    ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    guard status == 0 else { throw .notStarted("no pipe: \(String(cString: strerror(errno)))") }
    (reading, writing) = (ends[0], ends[1])
  }
}

/// What `posix_spawn` does in the child.
private struct FileActions {
  #if os(Linux)
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
  #else
    private var actions: posix_spawn_file_actions_t?
    private var attributes: posix_spawnattr_t?
  #endif

  init() {
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    posix_spawnattr_setpgroup(&attributes, 0)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
  }

  mutating func destroy() {
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }

  mutating func connect(_ descriptor: Int32, to number: Int32) {
    posix_spawn_file_actions_adddup2(&actions, descriptor, number)
  }

  mutating func spawn(_ arguments: [String]) -> (identifier: pid_t, status: Int32) {
    var words = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var identifier: pid_t = -1
    let status = posix_spawn(
      &identifier, arguments[0], &actions, &attributes, &words, environ)
    return (identifier, status)
  }
}
