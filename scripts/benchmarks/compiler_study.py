"""Times evaluations of two compositions in PsyNeuLink: stability-flexibility, and a noisy two-unit LCA decision.

usage: compiler_study.py TASK.json THREADS control|lca

TASK.json is what `compiler-score.ts` writes. One evaluation that is not counted (it compiles), then one that is. Prints one
JSON object: seconds since the process began until the first evaluation was done, wall-clock and processor seconds of the
second, its log-likelihood, peak RSS in MiB.
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


def control_study(task):
    truth = task["truth"]
    dt = 0.01
    cue = pnl.TransferMechanism(name="task", input_shapes=2)
    stimulus = pnl.TransferMechanism(name="stimulus", input_shapes=2)
    interval = pnl.TransferMechanism(name="cue interval", input_shapes=1)
    correct = pnl.TransferMechanism(name="correct", input_shapes=1)
    control = pnl.LCAMechanism(
        name="control",
        input_shapes=2,
        function=pnl.Logistic(gain=truth["gain"]),
        leak=3,
        competition=2,
        self_excitation=0,
        noise=0,
        time_step_size=dt,
        termination_measure=pnl.TimeScale.TRIAL,
        termination_threshold=120,
    )
    cue_control = pnl.ControlMechanism(
        monitor_for_control=interval,
        control_signals=[(pnl.TERMINATION_THRESHOLD, control)],
        modulation=pnl.OVERRIDE,
    )
    controlled = pnl.TransferMechanism(
        name="controlled", input_shapes=2, input_ports=pnl.InputPort(combine=pnl.PRODUCT)
    )
    automatic = pnl.TransferMechanism(name="automatic", input_shapes=2, function=pnl.Linear(slope=truth["slope"]))
    drift = pnl.TransferMechanism(name="drift", input_shapes=1, input_ports=pnl.InputPort(combine=pnl.SUM))
    towards = pnl.TransferMechanism(name="towards correct", input_shapes=1, input_ports=pnl.InputPort(combine=pnl.PRODUCT))
    scaled = pnl.TransferMechanism(name="scaled", input_shapes=1, function=pnl.Linear(slope=0.2))
    decision = pnl.DDM(
        name="DDM",
        function=pnl.DriftDiffusionIntegrator(
            starting_value=0,
            rate=1,
            noise=0.1,
            threshold=truth["threshold"],
            non_decision_time=truth["nonDecisionTime"],
            time_step_size=dt,
        ),
        reset_stateful_function_when=pnl.AtTrialStart(),
        output_ports=[pnl.DECISION_OUTCOME, pnl.RESPONSE_TIME],
    )
    decision_gate = pnl.ProcessingMechanism(name="decision gate", input_shapes=1)
    response_gate = pnl.ProcessingMechanism(name="response gate", input_shapes=1)
    composition = pnl.Composition(name="stability-flexibility")
    for node in (cue, stimulus, interval, correct, control, cue_control, controlled, automatic, drift, towards, scaled):
        composition.add_node(node)
    for node in (decision, decision_gate, response_gate):
        composition.add_node(node)
    for sender, receiver in [
        (cue, control),
        (control, controlled),
        (stimulus, controlled),
        (stimulus, automatic),
        (controlled, drift),
        (automatic, drift),
        (drift, towards),
        (correct, towards),
        (towards, scaled),
        (scaled, decision),
        (decision.output_ports[0], decision_gate),
        (decision.output_ports[1], response_gate),
    ]:
        composition.add_projection(sender=sender, receiver=receiver)
    composition.scheduler.add_condition(decision_gate, pnl.WhenFinished(decision))
    composition.scheduler.add_condition(response_gate, pnl.WhenFinished(decision))
    parameters = {
        ("gain", control): np.linspace(1, 10, 1000),
        ("slope", automatic): np.linspace(0, 0.1, 1000),
        ("threshold", decision): np.linspace(0.01, 0.5, 1000),
        ("non_decision_time", decision): np.linspace(0.1, 0.4, 1000),
    }
    inputs = {
        cue: np.array(task["task"], dtype=float),
        stimulus: np.array(task["stimulus"], dtype=float),
        interval: np.array(task["cueInterval"], dtype=float),
        correct: np.array(task["correct"], dtype=float),
    }
    data = pd.DataFrame({"decision": task["decision"], "response_time": task["responseTime"]})
    outcomes = [decision_gate.output_ports[0], response_gate.output_ports[0]]
    pec = fitting(composition, {"parameters": parameters, "data": data, "outcomes": outcomes, "task": task})
    return pec, inputs, task["candidate"]


def lca_study(task):
    stimulus = pnl.TransferMechanism(name="stimulus", input_shapes=2)
    choice = pnl.LCAMechanism(
        name="choice",
        input_shapes=2,
        function=pnl.Logistic(gain=task["gain"]),
        leak=task["leak"],
        competition=task["competition"],
        self_excitation=0,
        noise=pnl.NormalDist(mean=0.0, standard_deviation=task["standardDeviation"]),
        time_step_size=task["timeStepSize"],
        threshold=task["threshold"],
        reset_stateful_function_when=pnl.AtTrialStart(),
        output_ports=[pnl.RESULT, "DECISION_INDEX", "DECISION_TIME"],
    )
    composition = pnl.Composition(name="lca", pathways=[[stimulus, choice]])
    trials = task["trials"]
    data = pd.DataFrame({"index": np.arange(trials) % 2, "time": np.linspace(0.15, 0.4, trials)})
    outcomes = [choice.output_ports["DECISION_INDEX"], choice.output_ports["DECISION_TIME"]]
    parameters = {("gain", choice): np.linspace(5, 15, 1000)}
    pec = fitting(composition, {"parameters": parameters, "data": data, "outcomes": outcomes, "task": task})
    return pec, {stimulus: np.tile(task["input"], (trials, 1)).astype(float)}, [task["gain"]]


def fitting(composition, parts):
    data = parts["data"]
    first = data.columns[0]
    data[first] = data[first].astype(float).astype("category")
    pec = pnl.ParameterEstimationComposition(
        name="pec",
        nodes=[composition],
        parameters=parts["parameters"],
        outcome_variables=parts["outcomes"],
        data=data,
        optimization_function=pnl.PECOptimizationFunction(method="differential_evolution", max_iterations=1),
        num_estimates=parts["task"]["numEstimates"],
        initial_seed=42,
        same_seed_for_all_parameter_combinations=True,
    )
    pec.controller.parameters.comp_execution_mode.set("LLVM")
    return pec


def main():
    with open(sys.argv[1]) as file:
        tasks = json.load(file)
    set_num_threads(int(sys.argv[2]))
    build = {"control": control_study, "lca": lca_study}[sys.argv[3]]
    pec, inputs, candidate = build(tasks[sys.argv[3]])
    pec.log_likelihood(*candidate, inputs=inputs)
    first = seconds_since_start()
    wall, processor = time.perf_counter(), time.process_time()
    value = float(np.ravel(pec.log_likelihood(*candidate, inputs=inputs))[0])
    print(
        json.dumps(
            {
                "startToFirstEvaluation": first,
                "wall": time.perf_counter() - wall,
                "processor": time.process_time() - processor,
                "value": value,
                "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
