"""Checking: `check_response` against `parse_response`, on healthy bodies."""

from benchmarks.bodies import SIZES, distinct_healthy_bodies
from benchmarks.parsing import BODIES_A_ROUND, ROUNDS, ratio
from stytch_exchange import check_response, parse_response

if __name__ == "__main__":
    for size, example in SIZES.items():
        bodies = distinct_healthy_bodies(example, ROUNDS * BODIES_A_ROUND)
        print(f"check to parse, {size}: {ratio(check_response, parse_response, bodies):.1f}")
