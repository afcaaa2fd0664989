import Foundation

/// The memory of this process, in bytes.
public enum ProcessMemory {
  /// What is resident now.
  public static var resident: Int { status("VmRSS:") ?? peak }

  /// The most that has been resident since the start, or since `resetPeak`.
  public static var peak: Int {
    if let peak = status("VmHWM:") { return peak }
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }

  /// Lets the peak start from what is resident now, where the system can.
  public static func resetPeak() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
    try? file.close()
  }

  private static func status(_ key: String) -> Int? {
    SystemFile("/proc/self/status")?.number(key).map { $0 * 1024 }
  }
}
