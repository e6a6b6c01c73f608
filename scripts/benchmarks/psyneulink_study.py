"""Times evaluations of the DDM study in PsyNeuLink: one process, the number of threads given.

usage: psyneulink_study.py TASK.json THREADS

TASK.json holds `numEstimates`, `stimulus` (a number per trial), `choice` and `rt` of the observed trials and `candidates`
(each rate, threshold, non-decision time). Each candidate is scored once, after one that is not counted (it compiles).
Prints one JSON object: seconds since the process began until the first evaluation was done, seconds of each evaluation,
log-likelihoods, peak RSS in MiB.
"""

import json
import resource
import sys
import time

with open("/proc/self/stat") as stat:
    TICKS = int(stat.read().rsplit(")", 1)[1].split()[19])


def seconds_since_start():
    """Wall-clock time since the interpreter was started, imports included (clock ticks are hundredths of a second)."""
    with open("/proc/uptime") as uptime:
        return float(uptime.read().split()[0]) - TICKS / 100


import numpy as np
import pandas as pd
import psyneulink as pnl
from psyneulink.core.globals.threads import set_num_threads


def build(task):
    decision = pnl.DDM(
        name="DDM",
        function=pnl.DriftDiffusionIntegrator(
            starting_value=0,
            rate=0.3,
            noise=1.0,
            threshold=0.6,
            non_decision_time=0.15,
            time_step_size=0.001,
        ),
        output_ports=[pnl.DECISION_OUTCOME, pnl.RESPONSE_TIME],
    )
    composition = pnl.Composition(pathways=decision)
    data = pd.DataFrame({"decision": task["choice"], "response_time": task["rt"]})
    data["decision"] = data["decision"].astype(float).astype("category")
    pec = pnl.ParameterEstimationComposition(
        name="pec",
        nodes=[composition],
        parameters={
            ("rate", decision): np.linspace(-0.5, 0.5, 1000),
            ("threshold", decision): np.linspace(0.5, 1.0, 1000),
            ("non_decision_time", decision): np.linspace(0.0, 1.0, 1000),
        },
        outcome_variables=[
            decision.output_ports[pnl.DECISION_OUTCOME],
            decision.output_ports[pnl.RESPONSE_TIME],
        ],
        data=data,
        optimization_function=pnl.PECOptimizationFunction(method="differential_evolution", max_iterations=1),
        num_estimates=task["numEstimates"],
        initial_seed=42,
        same_seed_for_all_parameter_combinations=True,
    )
    pec.controller.parameters.comp_execution_mode.set("LLVM")
    return pec, {composition: np.array(task["stimulus"], dtype=float).reshape(-1, 1)}


def main():
    with open(sys.argv[1]) as file:
        task = json.load(file)
    set_num_threads(int(sys.argv[2]))
    pec, inputs = build(task)

    def score(candidate):
        began = time.perf_counter()
        value = float(np.ravel(pec.log_likelihood(*candidate, inputs=inputs))[0])
        return value, time.perf_counter() - began

    score(task["candidates"][0])
    first = seconds_since_start()
    scores = [score(candidate) for candidate in task["candidates"]]
    print(
        json.dumps(
            {
                "startToFirstEvaluation": first,
                "seconds": [seconds for _, seconds in scores],
                "logLikelihood": [value for value, _ in scores],
                "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
