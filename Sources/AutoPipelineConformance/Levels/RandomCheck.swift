import Checkpoints
import Foundation

/// Draws of one generator: a sequence of `Golden/units/random`, whose values are stored as digests.
struct RandomCheck: Check {
  let sequence: JSONValue

  private var name: String { sequence["name"]?.stringValue ?? "" }
  private var draws: [JSONValue] { sequence["draws"]?.arrayValue ?? [] }

  var blank: CaseReport {
    CaseReport(
      id: "random/Generator/\(Self.slug(name))", level: .random, className: "Generator",
      precision: nil, verdict: .exact)
  }

  /// A name without spaces and commas.
  static func slug(_ name: String) -> String {
    name.split { !($0.isLetter || $0.isNumber || "-_.".contains($0)) }.joined(separator: "-")
  }

  /// Whether the protocol has a word for every draw.
  var isUsable: Bool { draws.allSatisfy { line($0) != nil } && seed != nil }

  private var seed: JSONValue? {
    guard let digits = sequence["initial_seed"]?.stringValue else { return nil }
    return Int(digits).map { .int($0) } ?? .bigInteger(digits)
  }

  private func line(_ draw: JSONValue) -> JSONValue? {
    guard let kind = draw["kind"]?.stringValue, let count = draw["count"]?.intValue else {
      return nil
    }
    switch kind {
    case "normal", "uniform":
      return [
        "kind": .string(kind), "shape": [.int(count)], "dtype": draw["dtype"] ?? "float32",
      ]
    case "randint":
      guard let low = draw["bounds"]?[0], let high = draw["bounds"]?[1] else { return nil }
      return ["kind": "randint", "low": low, "high": high, "shape": [.int(count)]]
    case "randperm": return ["kind": "randperm", "n": .int(count)]
    default: return nil
    }
  }

  func judge(_ asking: any Asking, in folder: URL) throws -> CaseReport {
    var report = blank
    let output = folder.absoluteURL
    try ResultFolder(output).create()
    let reply = try asking.ask([
      "cmd": "random", "seed": seed ?? 0, "draws": .array(draws.compactMap(line)),
      "output": .string(output.path(percentEncoded: false)),
    ])
    try report.judge(reply, in: ResultFile(folder: output, sizeLimit: 16 << 20), compare)
    return report
  }

  private func compare(_ file: SafetensorsFile, _ report: inout CaseReport) throws {
    for (number, draw) in draws.enumerated() {
      let entry = "random.\(number).\(draw["kind"]?.stringValue ?? "")"
      let dtype = draw["dtype"]?.stringValue ?? "float32"
      report.entryCount += 1
      guard let found = file.entry(entry) else {
        report.fail(entry, "is missing", .missing)
        continue
      }
      guard found.shape == [draw["count"]?.intValue ?? 0] else {
        report.fail(
          entry, "has shape \(found.shape), expected [\(draw["count"]?.intValue ?? 0)]", .shape)
        continue
      }
      let types: [String: SafetensorsType] = [
        "float32": .float32, "float64": .float64, "int64": .int64,
      ]
      guard found.dtype == types[dtype] else {
        report.fail(entry, "is of type \(found.dtype.rawValue), expected \(dtype)", .dtype)
        continue
      }
      let digest = try file.withBytes(entry) { Self.digest($0) }
      if digest != draw["digest"]?.stringValue {
        report.fail(entry, "holds other numbers than torch draws", .discrete)
      }
    }
  }

  /// FNV-1a with 64 bits, as `ci/oracle/units/torch_random.py` computes it.
  private static func digest(_ bytes: UnsafeRawBufferPointer) -> String {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
