"""The environment variables of processes that compute."""


def computing(capability: str) -> dict[str, str]:
    """Of one that computes with one of ATen's code paths: on one thread, fetching nothing, without bars and warnings in its log."""
    return {
        "ATEN_CPU_CAPABILITY": capability, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1",
        "TRANSFORMERS_VERBOSITY": "error", "PYTHONWARNINGS": "ignore",
    }
