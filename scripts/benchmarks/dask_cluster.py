"""Measures dask.distributed as `likelihive bench cluster` measures ours: a scheduler and workers, each a process of its own.

usage: dask_cluster.py WORKERS

Tasks do nothing. Three figures: round trip of one task, tasks per second with many in flight (submitted in one go, its
fastest way, and one by one as a fit would), time of a round that submits eight and waits for all. One JSON object.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import dask
import distributed
from distributed import Client

ROUND_TRIPS = 500
IN_FLIGHT = 2000
ROUNDS = 100
REPEATS = 3


def noop(index):
    return index


def start(*arguments):
    command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def end(process):
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def round_trips(client):
    """Milliseconds of each of many single tasks, one after another."""
    times = []
    for index in range(ROUND_TRIPS):
        began = time.perf_counter()
        client.submit(noop, index, pure=False).result()
        times.append((time.perf_counter() - began) * 1e3)
    return times


def per_second(client, submit):
    """Best of some runs: tasks a second from the first submission to the last result."""
    best = 0.0
    for _ in range(REPEATS):
        began = time.perf_counter()
        client.gather(submit(client))
        best = max(best, IN_FLIGHT / (time.perf_counter() - began))
    return best


def rounds(client):
    """Milliseconds of each round of eight."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.gather([client.submit(noop, index, pure=False) for index in range(8)])
        times.append((time.perf_counter() - began) * 1e3)
    return times


def measure(client):
    round_trips(client)  # warm
    trips = sorted(round_trips(client))
    mapped = per_second(client, lambda c: c.map(noop, range(IN_FLIGHT), pure=False))
    submitted = per_second(client, lambda c: [c.submit(noop, index, pure=False) for index in range(IN_FLIGHT)])
    return {
        "rttMs": {"p50": statistics.median(trips), "p99": trips[int(len(trips) * 0.99)]},
        "evaluationsPerSecond": max(mapped, submitted),
        "evaluationsPerSecondByMap": mapped,
        "evaluationsPerSecondBySubmit": submitted,
        "roundOf8Ms": statistics.median(rounds(client)),
        "versions": {"dask": dask.__version__, "distributed": distributed.__version__},
    }


def main():
    workers = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "scheduler.json")
        local = ["--scheduler-file", file, "--no-dashboard", "--host", "127.0.0.1"]
        processes = [start("dask_scheduler", *local, "--port", "0")]
        try:
            while not os.path.exists(file):
                if processes[0].poll() is not None:
                    sys.exit("the scheduler has ended at once")
                time.sleep(0.05)
            options = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", folder]
            processes += [start("dask_worker", *local, *options) for _ in range(workers)]
            with Client(scheduler_file=file, timeout=30) as client:
                client.wait_for_workers(workers, timeout=60)
                print(json.dumps({**measure(client), "workers": workers}))
        finally:
            for process in reversed(processes):
                process.terminate()
            for process in processes:
                end(process)


if __name__ == "__main__":
    main()
