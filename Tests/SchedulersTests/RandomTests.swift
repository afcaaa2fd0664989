import Testing

@testable import Schedulers

@Suite struct RandomTests {
  /// What numpy's `SeedSequence(entropy, spawn_key, pool_size).generate_state` gives.
  static let states: [(UInt64, [UInt64], Int, [UInt32])] = [
    (0, [], 4, [2968811710, 3677149159, 745650761, 2884920346]),
    (3, [], 24, [1578447408, 987605899, 2045978205]),
    (3, [0, 0], 24, [884927448, 1232960598, 1855180829, 2198325685]),
    (5, [1, 1], 24, [2304919021, 716164369, 3754077714, 623737279]),
    (1099511627783, [5, 3], 24, [274823170, 1995610858, 3082670851, 2858707861]),
    (9223372036854775806, [1048577, 21], 24, [2324985402, 3344961214, 3432576824, 1226503173]),
    (
      4294967296, [8589934592, 40], 8,
      [1645889322, 2645978613, 574914415, 2161486718, 4064895281, 2726874959]
    ),
  ]

  @Test(arguments: states) func seedsAreNumpys(
    _ entropy: UInt64, _ key: [UInt64], _ poolSize: Int, _ expected: [UInt32]
  ) {
    let sequence = SeedSequence(entropy: entropy, spawnKey: key, poolSize: poolSize)
    #expect(sequence.state(expected.count) == expected)
  }

  /// What `scipy.stats.beta.ppf(probability, 0.6, 0.6)` gives.
  static let quantiles: [(Double, Double)] = [
    (0.0, 0.0),
    (1e-09, 1.85588246249141e-15),
    (0.001, 1.855873851745199e-05),
    (0.04, 0.00866376938478334),
    (0.2, 0.12292175045833292),
    (0.49, 0.4861289142781599),
    (0.5, 0.5000000000000001),
    (0.51, 0.51387108572184),
    (0.75, 0.824319621347305),
    (0.9, 0.9604155944112192),
    (0.999, 0.9999814412614826),
    (1.0, 1.0),
  ]

  @Test(arguments: quantiles) func quantilesAreScipys(_ probability: Double, _ expected: Double) {
    let actual = BetaDistribution.quantile(probability)
    #expect((actual - expected).magnitude <= 1e-14 * expected)
  }
}
