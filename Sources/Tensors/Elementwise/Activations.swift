import RealModule

struct Sigmoid<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { 1 / (1 + .kernelBoundedExp(-x)) }
}

struct SiLU<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x / (1 + .kernelBoundedExp(-x)) }
}

struct GELU<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .kernelGELU(x) }
}

struct GELUTanh<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar {
    let cube = x * x * x
    let inner = 0.797_884_560_802_865_355_9 * (x + 0.044_715 * cube)
    return 0.5 * x * (1 + .kernelTanh(inner))
  }
}

struct QuickGELU<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar {
    x * (1 / (1 + .kernelBoundedExp(-(1.702 * x))))
  }
}

struct ReLU<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x < 0 ? 0 : x }
}

struct ReLU6<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x < 0 ? 0 : (x > 6 ? 6 : x) }
}

struct LeakyReLU<Scalar: TensorScalar>: UnaryOperation {
  let slope: Scalar
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x > 0 ? x : x * slope }
}

struct Mish<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 32 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar {
    x * .kernelTanh(.log(onePlus: .kernelExp(x)))
  }
}

struct ELU<Scalar: TensorScalar>: UnaryOperation {
  let alpha: Scalar
  static var cost: Int { 16 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar {
    x > 0 ? x : alpha * .expMinusOne(x)
  }
}

struct Softplus<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 32 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar {
    x > 20 ? x : .log(onePlus: .kernelExp(x))
  }
}

struct HardSwish<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar {
    let raised = x + 3 < 0 ? 0 : x + 3
    return x * (raised > 6 ? 6 : raised) / 6
  }
}
