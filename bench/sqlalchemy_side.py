"""The same work through SQLAlchemy's ORM; works with 1.4 and 2.

Run as: python3 sqlalchemy_side.py WORKLOAD UNITS URL, with the path of
bench_raw in CALX_BENCH_RAW, which makes the data. Prints the line that the C
programs print.
"""
import datetime
import os
import resource
import subprocess
import sys
import time

import sqlalchemy as sa
from sqlalchemy import orm

Base = orm.declarative_base()


class Book(Base):
    __tablename__ = "books"
    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    title = sa.Column(sa.String(200), nullable=False)
    author = sa.Column(sa.String(100), nullable=False)
    publisher = sa.Column(sa.String(100), nullable=False)
    publish_date = sa.Column(sa.Date, nullable=False)
    cost = sa.Column(sa.Float, nullable=False)


class Author(Base):
    __tablename__ = "authors"
    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    name = sa.Column(sa.String(100), nullable=False)
    country = sa.Column(sa.String(60), nullable=False)
    works = orm.relationship("Work", back_populates="author", order_by="Work.id")


class Work(Base):
    __tablename__ = "works"
    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)
    author_id = sa.Column(sa.BigInteger, sa.ForeignKey("authors.id"), nullable=False)
    title = sa.Column(sa.String(200), nullable=False)
    publish_date = sa.Column(sa.Date, nullable=False)
    cost = sa.Column(sa.Float, nullable=False)
    author = orm.relationship("Author", back_populates="works")


class Clock:
    def __enter__(self):
        self.usage = resource.getrusage(resource.RUSAGE_SELF)
        self.start = time.perf_counter_ns()

    def __exit__(self, *_):
        end, usage = time.perf_counter_ns(), resource.getrusage(resource.RUSAGE_SELF)
        self.wall = end - self.start
        self.cpu = int(1e6 * (usage.ru_utime + usage.ru_stime - self.usage.ru_utime - self.usage.ru_stime))
        self.grown = usage.ru_maxrss - self.usage.ru_maxrss


clock = Clock()


def printed(workload, count):
    output = subprocess.run([os.environ["CALX_BENCH_RAW"], workload, str(count), sys.argv[3]],
                            stdout=subprocess.PIPE, text=True, check=True).stdout
    return [line.split("\t") for line in output.splitlines() if "\t" in line]


def books(count):
    return [dict(id=int(i), title=title, author=author, publisher=publisher,
                 publish_date=datetime.date.fromisoformat(day), cost=float(cost))
            for i, title, author, publisher, day, cost in printed("print-books", count)]


def changes(count):
    return [(int(i), float(cost)) for i, cost, _, _ in printed("print-work", count)]


def queries(count):
    return [(author, float(cost)) for _, _, author, cost in printed("print-work", count)]


def cents(cost):
    return int(cost * 100.0 + 0.5)


def check_day(day):
    return day.year * 372 + day.month * 31 + day.day


def check(book):
    return (book.id + len(book.title) + len(book.author) + len(book.publisher) + check_day(book.publish_date)
            + cents(book.cost))


def cents_of_books(session):
    return int(session.execute(sa.text("SELECT ROUND(SUM(cost) * 100) FROM books")).scalar())


def rows_of_books(session):
    return session.execute(sa.text("SELECT COUNT(*) FROM books")).scalar()


def insert(session, units):
    rows = books(units)
    with clock:
        session.bulk_insert_mappings(Book, rows)
        session.commit()
    return cents_of_books(session)


def add(session, units):
    rows = books(units)
    with clock:
        session.add_all([Book(**row) for row in rows])
        session.commit()
    return cents_of_books(session)


def load(session, units):
    with clock:
        rows = session.execute(sa.select(Book)).scalars().all()
    return sum(map(check, rows))


def each(session, units):
    total = 0.0
    with clock:
        for book in session.execute(sa.select(Book).execution_options(yield_per=1000)).scalars():
            total += book.cost
    return cents(total)


def each_row(session, units):
    total = 0.0
    with clock:
        for row in session.execute(sa.select(*Book.__table__.c).execution_options(yield_per=1000)):
            total += row.cost
    return cents(total)


def get(session, units):
    keys = changes(units)
    with clock:
        found = sum(check(session.get(Book, key)) for key, _ in keys)
    return found


def get_hit(session, units):
    keys = changes(units)
    kept = [session.get(Book, key) for key, _ in keys]
    with clock:
        found = sum(check(session.get(Book, key)) for key, _ in keys)
    return found if kept else 0


def first(session, units):
    keys = changes(units)
    with clock:
        found = sum(check(session.execute(sa.select(Book).where(Book.id == key)).scalars().first())
                    for key, _ in keys)
    return found


def sessions(session, units):
    keys, found = changes(units), 0
    with clock:
        for key, _ in keys:
            with orm.Session(session.get_bind()) as request:
                found += check(request.get(Book, key))
    return found


def objects(session, wanted):
    found = {book.id: book for book in session.execute(sa.select(Book)).scalars() if book.id in wanted}
    session.commit()
    return found


def update(session, units):
    wanted = dict(changes(units))
    found = objects(session, wanted)
    with clock:
        for key, cost in wanted.items():
            found[key].cost = cost
        session.commit()
    return cents_of_books(session)


def update_where(session, units):
    wanted = changes(units)
    with clock:
        for key, cost in wanted:
            session.execute(sa.update(Book).where(Book.id == key).values(cost=cost)
                            .execution_options(synchronize_session=False))
        session.commit()
    return cents_of_books(session)


def filtered(session, units):
    asked, found = queries(units), 0
    with clock:
        for author, cost in asked:
            query = (sa.select(Book).where(Book.author == author, Book.cost < cost)
                     .order_by(Book.publish_date.desc(), Book.id).limit(10))
            found += sum(map(check, session.execute(query).scalars()))
    return found


def transactions(session, units):
    @sa.event.listens_for(session.get_bind(), "connect")
    def as_the_others(connection, _):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    rows = books(units)
    with clock:
        for row in rows:
            session.add(Book(**row))
            session.commit()
    return cents_of_books(session)


def families(session, units, loading):
    query = sa.select(Author).where(Author.id <= units // 10).order_by(Author.id).options(loading(Author.works))
    with clock:
        authors = session.execute(query).scalars().all()
        for author in authors:
            len(author.works)  # loads them, if that is not done
    return sum(author.id + len(author.name) + len(author.country)
               + sum(work.id * number + len(work.title) + check_day(work.publish_date) + cents(work.cost)
                     + work.author.id for number, work in enumerate(author.works, 1))
               for author in authors)


def two_queries(session, units):
    return families(session, units, orm.selectinload)


def per_parent(session, units):
    return families(session, units, orm.lazyload)


def delete(session, units):
    keys = [key for key, _ in changes(units)]
    found = objects(session, set(keys))
    with clock:
        for key in keys:
            session.delete(found[key])
        session.commit()
    return rows_of_books(session)


def delete_where(session, units):
    keys = changes(units)
    with clock:
        for key, _ in keys:
            session.execute(sa.delete(Book).where(Book.id == key).execution_options(synchronize_session=False))
        session.commit()
    return rows_of_books(session)


def count(session, units):
    asked, found = queries(units), 0
    with clock:
        for author, _ in asked:
            query = sa.select(sa.func.count()).select_from(Book).where(Book.author == author)
            found += session.execute(query).scalar()
    return found


WORKLOADS = {
    "insert": insert, "add": add, "add-keyless": add, "scan": load, "load": load, "each": each,
    "each-untracked": each, "each-row": each_row, "get": get, "get-hit": get_hit, "first": first,
    "session": sessions, "update": update, "update-where": update_where, "filter": filtered,
    "filter-tracked": filtered, "transactions": transactions, "two-queries": two_queries,
    "per-parent": per_parent, "delete": delete, "delete-where": delete_where, "count": count,
}


def main():
    workload, units, url = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    engine = sa.create_engine(url, future=True)
    with orm.Session(engine, future=True, expire_on_commit=False) as session:
        found = WORKLOADS[workload](session, units)
    print(f"workload={workload} units={units} wall_ns={clock.wall} cpu_us={clock.cpu} grown_kib={clock.grown} "
          f"mallocs=-1 check={found}")


main()
