"""How the rivals are timed: median processor time of some rounds, each of many calls (`timing.mjs` does the same for us)."""

import statistics
import time


def median_seconds(work, rounds=7, least=0.05):
    """Processor seconds of one call of `work`, as the median of rounds that take at least `least` seconds each."""
    work()  # warm
    began = time.process_time()
    work()
    calls = max(1, round(least / max(time.process_time() - began, 1e-7)))
    figures = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(calls):
            work()
        figures.append((time.process_time() - began) / calls)
    return statistics.median(figures)
