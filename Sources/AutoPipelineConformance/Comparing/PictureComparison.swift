public import Checkpoints
public import Images

/// Two pictures compared sample by sample.
public struct PictureComparison: Sendable {
  /// The differences in one channel, in levels.
  public struct Channel: Sendable, Hashable {
    /// `R`, `G`, `B`, `A` or `L`.
    public let name: String
    /// The largest difference.
    public let max: Int
    /// The mean of the differences' magnitudes.
    public let mean: Double
    /// The number of pixels that differ.
    public let differing: Int
  }

  /// What keeps the pictures from being compared, if anything.
  public let problem: String?
  /// The channels; none if the pictures cannot be compared.
  public let channels: [Channel]
  /// The number of pixels that differ in any channel.
  public let differingPixels: Int
  /// The number of pixels.
  public let pixelCount: Int
  /// The largest difference that passes, in levels.
  public let tolerance: Int

  /// Compares two pictures.
  ///
  /// - Parameters:
  ///   - first: What is compared with.
  ///   - second: What is compared.
  ///   - tolerance: How many levels samples may differ by.
  public init(_ first: Image, _ second: Image, tolerance: Int = 0) {
    self.tolerance = tolerance
    pixelCount = first.width * first.height
    guard first.width == second.width, first.height == second.height, first.mode == second.mode
    else {
      problem = "A is \(first.format), B is \(second.format)"
      channels = []
      differingPixels = pixelCount
      return
    }
    problem = nil
    let (left, right) = (first.samples, second.samples)
    let names = first.mode.channelNames
    var largest = [Int](repeating: 0, count: names.count)
    var sums = largest
    var differing = largest
    var pixels = 0
    for pixel in 0..<pixelCount {
      var differs = false
      for channel in names.indices {
        let index = pixel * names.count + channel
        let difference = abs(left[index] - right[index])
        guard difference > 0 else { continue }
        differs = true
        sums[channel] += difference
        differing[channel] += 1
        largest[channel] = max(largest[channel], difference)
      }
      if differs { pixels += 1 }
    }
    differingPixels = pixels
    let count = Double(max(pixelCount, 1))
    channels = names.indices.map {
      Channel(
        name: names[$0], max: largest[$0], mean: Double(sums[$0]) / count, differing: differing[$0])
    }
  }

  /// Whether the pictures agree as far as was asked.
  public var agrees: Bool { problem == nil && channels.allSatisfy { $0.max <= tolerance } }

  /// The comparison for people.
  public func report(_ names: [String]) -> ReportText {
    var report = ReportText()
    report.add("A  \(names[0])", .strong)
    report.add("B  \(names[1])", .strong)
    report.addSpace()
    if let problem {
      report.add(problem, .bad)
      return report
    }
    let rows = channels.map { ["\($0.name)", "\($0.max)", short($0.mean), "\($0.differing)"] }
    report.add(
      TextTable(
        [.text("channel"), .number("max"), .number("mean"), .number("pixels that differ")],
        rows: rows), tones: channels.map { $0.max > tolerance ? .bad : .plain })
    report.addSpace()
    report.add(
      differingPixels == 0
        ? "all \(pixelCount) pixels are equal"
        : "\(differingPixels) of \(pixelCount) pixels differ", agrees ? .good : .bad)
    return report
  }

  /// The comparison as an object of JSON.
  public var summary: JSONObject {
    let rows = channels.map { channel -> JSONValue in
      [
        "name": .string(channel.name), "max": .int(channel.max), "mean": .double(channel.mean),
        "differing": .int(channel.differing),
      ]
    }
    return [
      "kind": "pictures", "agree": .bool(agrees), "problem": problem.map { .string($0) } ?? .null,
      "channels": .array(rows), "differing_pixels": .int(differingPixels),
      "pixels": .int(pixelCount),
    ]
  }
}

extension Image {
  fileprivate var format: String { "\(width)×\(height) \(mode.rawValue)" }

  /// The samples in row-major order, channels last.
  fileprivate var samples: [Int] {
    guard mode.bytesPerPixel != mode.channels else { return pixels.map { Int($0) } }
    return stride(from: 0, to: pixels.count - 1, by: 2).map {
      Int(pixels[$0]) | Int(pixels[$0 + 1]) << 8
    }
  }
}

extension Image.Mode {
  fileprivate var channelNames: [String] {
    switch channels {
    case 2: ["L", "A"]
    case 3: ["R", "G", "B"]
    case 4: ["R", "G", "B", "A"]
    default: ["L"]
    }
  }
}
