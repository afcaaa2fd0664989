#include <stdbool.h>

/// Whether processor and system have the vectors of 512 bits that x86-64-v4 stands for.
static inline bool processorHasWideVectors(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

/// Asks for the cache line at `address`, which will be read soon; any address will do.
static inline void prefetchForReading(const void *address) { __builtin_prefetch(address, 0, 3); }
