import Foundation

/// The memory that processes may still take.
public enum SystemMemory {
  /// The bytes that are available: what the system has left, or the control group of this process if
  /// that is less. Nil where neither can be read.
  public static var available: Int? {
    [systemAvailable, groupAvailable].compactMap { $0 }.min()
  }

  private static var systemAvailable: Int? {
    number("MemAvailable:", in: "/proc/meminfo").map { $0 * 1024 }
  }

  /// What the group's limit leaves. Cached files that are not in use count as free, as in MemAvailable.
  private static var groupAvailable: Int? {
    let groups: [(limit: String, usage: String, statistics: String, cache: String)] = [
      (
        "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current",
        "/sys/fs/cgroup/memory.stat", "file"
      ),
      (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
        "/sys/fs/cgroup/memory/memory.stat", "total_cache"
      ),
    ]
    for group in groups {
      guard let limit = text(group.limit).flatMap({ Int($0) }), limit < 1 << 60,
        let usage = text(group.usage).flatMap({ Int($0) })
      else { continue }
      return max(0, limit - usage + (number(group.cache, in: group.statistics) ?? 0))
    }
    return nil
  }

  private static func number(_ key: String, in file: String) -> Int? {
    let line = text(file)?.split(separator: "\n")
      .first { $0.split(separator: " ").first.map(String.init) == key }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  private static func text(_ path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.readToEnd() else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
