"""SciPy's differential evolution behind JSON lines: a request starts one, its candidates go out in whole generations, and
the answer to `null` instead of values ends it."""

import json
import sys

from scipy.optimize import differential_evolution


class Enough(Exception):
    pass


def evaluated(_function, candidates):
    """What SciPy takes for a pool's map: all candidates of a generation go out as one line."""
    print(json.dumps([list(map(float, x)) for x in candidates]), flush=True)
    values = json.loads(sys.stdin.readline())
    if values is None:
        raise Enough
    return values


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            differential_evolution(
                lambda x: 0.0,
                [tuple(bounds) for bounds in request["bounds"]],
                rng=request["seed"],
                updating="deferred",
                workers=evaluated,
                polish=False,
                tol=0,
                maxiter=10**6,
            )
        except Enough:
            pass
        print("null", flush=True)


if __name__ == "__main__":
    main()
