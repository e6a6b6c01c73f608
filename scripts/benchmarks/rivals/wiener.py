"""Times hddm-wfpt's log densities without and with variability, at its default accuracy and at 1e-9.

usage: wiener.py TASK.json
"""

import json
import sys
from importlib.metadata import version

import numpy as np
import wfpt
from timing import median_seconds

# err and simps_err: the series' and the integrals'
ACCURACIES = {"default": (1e-4, 1e-3), "1e-9": (1e-9, 1e-9)}


def main():
    with open(sys.argv[1]) as file:
        task = json.load(file)
    walk, spread = task["walk"], task["variability"]
    separation = 2 * walk["threshold"]
    start = 0.5 + walk["startingValue"] / separation
    upper = np.array(task["responses"]["outcome"]) == 1
    rt = np.where(upper, 1, -1) * np.array(task["responses"]["rt"])

    plain = (0, 0, 0)
    varied = (spread["driftSd"], spread["startingValueRange"], spread["nonDecisionTimeRange"])

    def score(widths, accuracy):
        drift_sd, start_range, ndt_range = widths
        series, integrals = ACCURACIES[accuracy]
        process = (walk["drift"], drift_sd, separation, start, start_range / separation, walk["nonDecisionTime"], ndt_range)
        # logarithm; adaptive rules that begin with 2 nodes, as by default; no outliers
        return wfpt.pdf_array(rt, *process, series, 1, 2, 2, 1, integrals, 0, 0)

    def measured(widths, accuracy):
        seconds = median_seconds(lambda: score(widths, accuracy), rounds=5)
        return {"ns": seconds / rt.size * 1e9, "values": score(widths, accuracy).tolist()}

    figures = {
        name: {accuracy: measured(widths, accuracy) for accuracy in ACCURACIES}
        for name, widths in (("plain", plain), ("varied", varied))
    }
    print(json.dumps({"version": version("hddm_wfpt"), **figures}))


if __name__ == "__main__":
    main()
