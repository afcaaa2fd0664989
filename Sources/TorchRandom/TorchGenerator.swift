import Synchronization

/// torch's CPU random number generator: the same seed gives the same bits as `torch.Generator`.
///
/// A generator is shared by reference, as in torch: a pipeline draws its latents, its noise and its
/// scheduler's noise from one. Each draw holds a lock, so draws from several threads are safe (their
/// order is then the threads' affair).
///
/// The sequence is that of `ATEN_CPU_CAPABILITY=default`; ``Capability/avx2`` is torch's other one.
/// Upstream: `aten/src/ATen/CPUGeneratorImpl.cpp`, `native/cpu/DistributionTemplates.h`.
public final class TorchGenerator: Sendable {
  /// Which of torch's code paths the float32 normal draws of 16 values and more follow.
  ///
  /// Everything else is the same in all of them. Over 4 million draws each stream was bit-identical
  /// with torch's; the two differ from each other in 38% of the values, by at most 2.5e-6.
  public enum Capability: String, Sendable, CaseIterable {
    /// Scalar code, what torch runs with `ATEN_CPU_CAPABILITY=default`: the goldens' stream.
    case scalar = "default"
    /// Vector code, what torch runs on processors with AVX2 or AVX512 unless told otherwise.
    case avx2
  }

  /// The seed of a generator that was given none.
  public static let defaultSeed: UInt64 = 67_280_421_310_721

  /// The generator of draws that are given none, `torch.default_generator`.
  ///
  /// It starts from ``defaultSeed``, so that runs can be repeated; torch seeds its own by chance.
  public static let global = TorchGenerator()

  let capability: Capability
  private let state: Mutex<State>

  /// A generator with a seed, like `torch.Generator().manual_seed(seed)`.
  public init(seed: UInt64 = defaultSeed, capability: Capability = .scalar) {
    self.capability = capability
    state = Mutex(State(seed: seed))
  }

  /// A generator in a saved state.
  public init(state: State, capability: Capability = .scalar) {
    self.capability = capability
    self.state = Mutex(state)
  }

  /// The seed that Python's `manual_seed(seed)` uses: negative ones count down from 2⁶⁴.
  public static func seed(_ seed: Int) -> UInt64 { UInt64(bitPattern: Int64(seed)) }

  /// The seed that the sequence started from.
  public var initialSeed: UInt64 { state.withLock { $0.engine.seed } }

  /// Starts a new sequence; a normal value kept from the last one is forgotten.
  public func manualSeed(_ seed: UInt64) {
    state.withLock { $0 = State(seed: seed) }
  }

  /// The state to continue from later.
  public func saveState() -> State { state.withLock { $0 } }

  /// Continues from a state that was saved.
  public func restore(_ saved: State) {
    state.withLock { $0 = saved }
  }

  /// Runs one draw under the lock.
  func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  /// Writes drawn values into `buffer` under the lock.
  func fill<Scalar>(
    _ buffer: UnsafeMutableBufferPointer<Scalar>,
    _ body: (inout State, UnsafeMutableBufferPointer<Scalar>) -> Void
  ) {
    state.withLock { body(&$0, buffer) }
  }
}
