"""Times ssm-simulators' walk of plain drift diffusion, one thread.  usage: euler_steps.py TASK.json"""

import json
import sys

import numpy as np
import ssms
from ssms.basic_simulators.simulator import simulator
from timing import median_seconds


def main():
    with open(sys.argv[1]) as file:
        walk = json.load(file)["walk"]
    if walk["startingValue"] != 0 or walk["noise"] != 1:
        sys.exit("the walk must start in the middle and have noise 1")
    theta = [walk["drift"], walk["threshold"], 0.5, walk["nonDecisionTime"]]
    dt = walk["timeStepSize"]
    steps = []

    def simulate():
        paths = simulator(
            theta,
            model="ddm",
            n_samples=walk["paths"],
            delta_t=dt,
            max_t=10,
            smooth_unif=False,
            random_state=len(steps) + 1,
            n_threads=1,
        )
        steps.append(float(np.sum((paths["rts"] - walk["nonDecisionTime"]) / dt)))

    seconds = median_seconds(simulate)
    print(json.dumps({"version": ssms.__version__, "nsPerStep": seconds / np.mean(steps) * 1e9}))


if __name__ == "__main__":
    main()
