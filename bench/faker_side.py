"""The same values from Faker. Run as: python3 faker_side.py WORKLOAD UNITS URL."""
import sys
import time

import faker

fake = faker.Faker() if hasattr(faker, "Faker") else faker.Factory.create()
WORKLOADS = {"name": "name", "email": "email", "address": "address", "sentence": "sentence", "profile": "profile"}


def main():
    workload, units = sys.argv[1], int(sys.argv[2])
    make = getattr(fake, WORKLOADS[workload])
    make()
    start = time.perf_counter_ns()
    for _ in range(units):
        make()
    wall = time.perf_counter_ns() - start
    print(f"workload={workload} units={units} wall_ns={wall} cpu_us=0 grown_kib=0 mallocs=-1 check={units}")


main()
