/// The memory that processes may still take.
public enum SystemMemory {
  /// The bytes that are available: what the system has left, or the control group of this process if
  /// that is less. Nil where neither can be read.
  public static var available: Int? {
    [systemAvailable, groupAvailable].compactMap { $0 }.min()
  }

  private static var systemAvailable: Int? {
    SystemFile("/proc/meminfo")?.number("MemAvailable:").map { $0 * 1024 }
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
      guard let limit = SystemFile(group.limit)?.number, limit < 1 << 60,
        let usage = SystemFile(group.usage)?.number
      else { continue }
      return max(0, limit - usage + (SystemFile(group.statistics)?.number(group.cache) ?? 0))
    }
    return nil
  }
}
