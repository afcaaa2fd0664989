extension Tensor {
  /// 1 / (1 + e⁻ˣ).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func sigmoid() -> Tensor { mapped(Sigmoid()) }

  /// x · sigmoid(x), also called swish.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func silu() -> Tensor { mapped(SiLU()) }

  /// x · Φ(x), exactly, with the error function.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func gelu() -> Tensor {
    KernelFault.tanhGELU.isActive ? mapped(GELUTanh()) : mapped(GELU())
  }

  /// The tanh approximation of GELU (`gelu_new`, `gelu_pytorch_tanh`).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func geluTanh() -> Tensor {
    KernelFault.exactGELU.isActive ? mapped(GELU()) : mapped(GELUTanh())
  }

  /// x · sigmoid(1.702 x), CLIP's approximation of GELU.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func quickGELU() -> Tensor { mapped(QuickGELU()) }

  /// max(x, 0).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func relu() -> Tensor { mapped(ReLU()) }

  /// min(max(x, 0), 6).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func relu6() -> Tensor { mapped(ReLU6()) }

  /// x · tanh(softplus(x)).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func mish() -> Tensor { mapped(Mish()) }

  /// log(1 + eˣ); x itself beyond 20, as in torch.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func softplus() -> Tensor { mapped(Softplus()) }

  /// x · relu6(x + 3) / 6.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func hardSwish() -> Tensor { mapped(HardSwish()) }

  /// x for positive elements, alpha · (eˣ - 1) for the others.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func elu(alpha: Scalar = 1) -> Tensor { mapped(ELU(alpha: alpha)) }

  /// x for positive elements, slope · x for the others.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func leakyReLU(slope: Scalar = 0.01) -> Tensor {
    mapped(LeakyReLU(slope: slope))
  }
}
