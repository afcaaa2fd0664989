import Foundation
import Images

/// The pictures of a case: its golden's and a run's.
struct CasePictures {
  private let golden: [Image]
  private let actual: [Image]

  private static let most = 4
  private static let largestSide = 128
  private static let sizeLimit = 8 << 20
  private static let largestFactor = 64

  /// The first pictures in two folders, either of which may be missing.
  init(golden: URL?, actual: URL?) {
    self.golden = golden.map(Self.read) ?? []
    self.actual = actual.map(Self.read) ?? []
  }

  private static func read(_ folder: URL) -> [Image] {
    let files = ResultFile(folder: folder, sizeLimit: sizeLimit)
    return (0..<most).lazy.map { number in
      (try? files.bytes("image-\(number).png")).flatMap { try? Image(png: Array($0)) }
    }.prefix { $0 != nil }.compactMap { $0 }
  }

  /// The golden's pictures.
  var goldenFigures: Markup {
    figures(golden.map { figure("golden", $0) })
  }

  /// The golden's picture, the run's and their difference, of each picture.
  var comparedFigures: Markup {
    let count = max(golden.count, actual.count)
    return figures(
      (0..<count).flatMap { index -> [Markup] in
        let pair = [golden, actual].map { $0.indices.contains(index) ? $0[index] : nil }
        return [
          figure("golden", pair[0]), figure("actual", pair[1]), difference(pair[0], pair[1]),
        ]
      })
  }

  private func figures(_ figures: [Markup]) -> Markup {
    figures.isEmpty ? .empty : .element("div", ["class": "pictures"], figures.joined())
  }

  private func figure(_ title: String, _ picture: Image?) -> Markup {
    guard let picture else { return .empty }
    let sides = max(picture.width, picture.height)
    let scale = min(1, Double(Self.largestSide) / Double(max(sides, 1)))
    let width = max(1, Int(Double(picture.width) * scale))
    let height = max(1, Int(Double(picture.height) * scale))
    guard
      let small = try? picture.converted(to: .rgb).resized(
        width: width, height: height, filter: .bilinear)
    else { return .empty }
    let data = Data(small.pngBytes()).base64EncodedString()
    return .element(
      "figure", [:],
      .element("img", ["alt": title, "src": "data:image/png;base64,\(data)"]),
      .element("figcaption", [:], .text("\(title) \(picture.width)×\(picture.height)")))
  }

  private func difference(_ golden: Image?, _ actual: Image?) -> Markup {
    guard let golden, let actual else { return .empty }
    guard let difference = AmplifiedDifference(golden, actual, largest: Self.largestFactor) else {
      return .element("p", [:], .text("the sizes differ"))
    }
    guard difference.factor > 0 else {
      return .element("p", [:], .text("equal in 8 bits"))
    }
    return figure("difference × \(difference.factor)", difference.picture)
  }
}

/// The magnitudes of the differences of two pictures, multiplied so that the largest can be seen.
struct AmplifiedDifference {
  /// The differences; black where the pictures agree.
  let picture: Image
  /// What they were multiplied by; 0 if the pictures agree everywhere.
  let factor: Int

  /// The difference of two pictures; nil if they have not the same size.
  init?(_ golden: Image, _ actual: Image, largest: Int) {
    guard golden.width == actual.width, golden.height == actual.height else { return nil }
    let pairs = zip(golden.converted(to: .rgb).pixels, actual.converted(to: .rgb).pixels)
    let magnitudes = pairs.map { abs(Int($0) - Int($1)) }
    let most = magnitudes.max() ?? 0
    let factor = most == 0 ? 0 : min(255 / most, largest)
    self.factor = factor
    picture = Image(
      width: golden.width, height: golden.height, mode: .rgb,
      pixels: magnitudes.map { UInt8($0 * factor) })
  }
}
