import Foundation

/// The timesteps and noise levels of diffusers' `EulerDiscreteScheduler`, as far as this port has them.
public struct EulerSchedule {
  /// How timesteps are spread over the training's.
  public enum Spacing: String, Sendable {
    case linspace, leading, trailing
  }

  /// The curve of the noise that training adds.
  public enum Betas: String, Sendable {
    case linear
    case scaledLinear = "scaled_linear"
  }

  /// What `scheduler_config.json` holds.
  public struct Options: Sendable {
    /// The number of steps of the training.
    public var trainSteps = 1000
    /// How much noise its first step adds.
    public var betaStart = 0.0001
    /// How much noise its last step adds.
    public var betaEnd = 0.02
    /// How the noise grows in between.
    public var betas = Betas.linear
    /// How timesteps are spread.
    public var spacing = Spacing.linspace
    /// What is added to the times of `leading` spacing.
    public var stepsOffset = 0

    /// The defaults of diffusers.
    public init() {}
  }

  /// The times of the steps, the noisiest first.
  public let timesteps: [Double]
  /// The noise level at each step, and 0 at the end.
  public let sigmas: [Double]

  /// The schedule of `steps` steps.
  public init(_ options: Options, steps: Int) {
    timesteps = Self.timesteps(options, steps)
    let known = Self.trainingSigmas(options)
    sigmas = timesteps.map { Self.interpolated(known, at: $0) } + [0]
  }

  /// In float64 throughout, as the suite's ideal arithmetic; numpy would round these to float32.
  private static func timesteps(_ options: Options, _ steps: Int) -> [Double] {
    let (train, count) = (Double(options.trainSteps), Double(steps))
    switch options.spacing {
    case .linspace:
      return (0..<steps).reversed().map {
        steps == 1 ? 0 : Double($0) * ((train - 1) / (count - 1))
      }
    case .leading:
      return (0..<steps).reversed().map {
        Double($0 * (options.trainSteps / steps) + options.stepsOffset)
      }
    case .trailing:
      return (0..<steps).map {
        (train - Double($0) * (train / count)).rounded(.toNearestOrEven) - 1
      }
    }
  }

  /// The square root of noise over signal after each step of the training.
  private static func trainingSigmas(_ options: Options) -> [Double] {
    let isScaled = options.betas == .scaledLinear
    let ends = [options.betaStart, options.betaEnd].map { isScaled ? $0.squareRoot() : $0 }
    var signal = 1.0
    return (0..<options.trainSteps).map { step in
      let part = Double(step) / Double(options.trainSteps - 1)
      let beta = ends[0] + (ends[1] - ends[0]) * part
      signal *= 1 - (isScaled ? beta * beta : beta)
      return ((1 - signal) / signal).squareRoot()
    }
  }

  private static func interpolated(_ values: [Double], at time: Double) -> Double {
    let low = min(max(Int(time), 0), values.count - 1)
    let high = min(low + 1, values.count - 1)
    return values[low] + (values[high] - values[low]) * (time - Double(low))
  }
}
