"""The simulated twin of every partner, the scenarios, the auditor and the benchmarks."""
