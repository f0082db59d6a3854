"""The same work through SQLAlchemy's ORM, for the third column of the table.

Run as: python3 sqlalchemy_side.py WORKLOAD DATABASE COUNT. Prints the line that
the C programs print.
"""
import datetime
import resource
import sys
import time

from sqlalchemy import Column, DateTime, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()


class Book(Base):
    __tablename__ = "books"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    author = Column(String)
    publisher = Column(String)
    publish_date = Column(DateTime)
    cost = Column(Integer)


def samples(count):
    return [
        dict(
            title=f"A History of Volume {i}",
            author=f"Author Number {i * 7 % 10007}",
            publisher=f"Publisher House {i % 97}",
            publish_date=datetime.datetime(1900 + i % 120, 1 + i % 12, 1 + i % 28),
            cost=5 + i % 30,
        )
        for i in range(count)
    ]


def insert(session, count, rows):
    session.bulk_insert_mappings(Book, rows)
    session.commit()
    return count


def flush(session, count, rows):
    session.add_all([Book(**row) for row in rows])
    session.commit()
    return count


def scan(session, count, rows):
    return sum(b.id + ord(b.title[0]) for b in session.query(Book).yield_per(1000))


def load(session, count, rows):
    return sum(b.id + ord(b.title[0]) for b in session.query(Book).all())


def select(session, count, rows):
    return sum(session.get(Book, 1 + i * 7919 % count).id for i in range(count))


def update(session, count, rows):
    for i, book in enumerate(rows):
        book.cost = i % 1000
    session.commit()
    return count


WORKLOADS = {
    "insert": insert, "flush": flush, "scan": scan, "scan-kept": load, "load": load,
    "select": select, "select-hit": select, "update": update,
}


def prepare(workload, session, count):
    if workload in ("insert", "flush"):
        return samples(count)
    if workload in ("update", "select-hit"):
        return session.query(Book).filter(Book.id <= count).all()
    return None


def main():
    workload, database, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    engine = create_engine(f"sqlite:///{database}")
    session = sessionmaker(bind=engine, expire_on_commit=False)()
    rows = prepare(workload, session, count)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    checksum = WORKLOADS[workload](session, count, rows)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base
    print(workload, count, f"{seconds:.6f}", peak, checksum)


main()
