// TorchRandom
