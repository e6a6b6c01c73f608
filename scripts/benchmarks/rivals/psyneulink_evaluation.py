"""Times evaluations of the DDM study in PsyNeuLink at its true parameters, its densities apart from its simulation.

usage: psyneulink_evaluation.py TASK.json

TASK.json is that of `psyneulink_study.py`. One JSON object: processor seconds (medians) of a whole evaluation and of its
densities, on one thread, and peak RSS in MiB.
"""

import json
import os
import resource
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import psyneulink as pnl
import psyneulink.core.compositions.parameterestimationcomposition as pec_module
from psyneulink.core.globals.threads import set_num_threads
from psyneulink_study import build

REPEATS = 5
density_seconds = []


def timed(likelihood):
    """The same function, which leaves its processor time in `density_seconds`."""

    def call(**arguments):
        began = time.process_time()
        try:
            return likelihood(**arguments)
        finally:
            density_seconds.append(time.process_time() - began)

    return call


def main():
    with open(sys.argv[1]) as file:
        task = json.load(file)
    pec_module.simulation_likelihood = timed(pec_module.simulation_likelihood)
    set_num_threads(1)
    pec, inputs = build(task)
    candidate = task["candidates"][0]
    pec.log_likelihood(*candidate, inputs=inputs)  # compiles
    density_seconds.clear()
    seconds = []
    for _ in range(REPEATS):
        began = time.process_time()
        pec.log_likelihood(*candidate, inputs=inputs)
        seconds.append(time.process_time() - began)
    print(
        json.dumps(
            {
                "version": pnl.__version__,
                "seconds": statistics.median(seconds),
                "densitySeconds": statistics.median(density_seconds) if len(density_seconds) == REPEATS else None,
                "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
