"""Linear and mixed-integer programs by HiGHS: arrays in, arrays out, and the same answer every time.

One thread and a fixed seed; limits are counts of nodes, and a time only as a net below which nobody falls.
Huangfu and Hall, Parallelizing the dual revised simplex method, Mathematical Programming Computation 2018.
"""

from enum import StrEnum
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

SEED = 1
NO_LIMIT = 1 << 30
INFINITE = float("inf")


class Ended(StrEnum):
    """Why a solver stopped."""

    PROVEN = "proven"
    """Nothing is better than this, or nothing by more than the gap that was asked for."""
    LIMIT = "limit"
    """Out of nodes or time: this is the best that was found."""
    INFEASIBLE = "infeasible"
    NOTHING = "nothing"
    """Out of nodes or time before anything was found."""


class Limits(NamedTuple):
    """nodes: of branch and bound; seconds: the net; gap: a share of the objective that need not be looked for."""

    nodes: int = NO_LIMIT
    seconds: float = INFINITE
    gap: float = 0.0


UNLIMITED = Limits()


class Columns(NamedTuple):
    """cost, lower, upper (n,); integer (n,); column c has the entries row and value [start[c]:start[c + 1]]."""

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Flags
    start: Whole
    row: Whole
    value: Floats


class Rows(NamedTuple):
    """lower, upper (m,)."""

    lower: Floats
    upper: Floats


class Solved(NamedTuple):
    """values (n,) of the columns, prices (m,) of the rows of a linear program; both empty without a solution."""

    ended: Ended
    objective: float
    bound: float
    values: Floats
    prices: Floats
    nodes: int


def solve(rows: Rows, columns: Columns, limits: Limits = UNLIMITED, start: Floats | None = None) -> Solved:
    """The least cost of columns between their bounds with rows between theirs; start: a solution to begin with."""
    model = begun(rows)
    add(model, columns)
    if start is not None:
        model.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    return again(model, limits, whole=bool(columns.integer.any()))


def begun(rows: Rows) -> highspy.Highs:
    """A program of these rows that has no column yet; for whoever adds columns while solving."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # HiGHS says the types of its calls, not of this one
    model.silent()
    for option, value in (("threads", 1), ("random_seed", SEED), ("parallel", "off"), ("mip_abs_gap", 0.0)):
        _done(model.setOptionValue(option, value))
    none = np.zeros(0, dtype=np.int32)
    count = len(rows.lower)
    _done(model.addRows(count, rows.lower, rows.upper, 0, np.zeros(count, np.int32), none, np.zeros(0)))
    return model


def add(model: highspy.Highs, columns: Columns) -> None:
    """More columns to a program, after those it has."""
    before, count = model.getNumCol(), len(columns.cost)
    entries = len(columns.row)
    starts, index = columns.start[:-1].astype(np.int32), columns.row.astype(np.int32)
    _done(
        model.addCols(count, columns.cost, columns.lower, columns.upper, entries, starts, index, columns.value),
    )
    whole = np.flatnonzero(columns.integer) + before
    if len(whole):
        kinds = np.full(len(whole), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        _done(model.changeColsIntegrality(len(whole), whole.astype(np.int32), kinds))


def again(model: highspy.Highs, limits: Limits = UNLIMITED, *, whole: bool = False) -> Solved:
    """Solve a program from where it stands; whole: it has columns that must be whole numbers."""
    options = (
        ("mip_max_nodes", min(limits.nodes, NO_LIMIT)),
        ("mip_rel_gap", limits.gap),
        ("time_limit", model.getRunTime() + limits.seconds if limits.seconds < INFINITE else INFINITE),
    )
    for option, value in options:
        _done(model.setOptionValue(option, value))
    model.run()
    return _read(model, whole)


def _read(model: highspy.Highs, whole: bool) -> Solved:
    info, state, solution = model.getInfo(), model.getModelStatus(), model.getSolution()
    found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    values = np.array(solution.col_value) if found else np.zeros(0)
    prices = np.array(solution.row_dual) if found and not whole else np.zeros(0)
    proven = state == highspy.HighsModelStatus.kOptimal
    objective = info.objective_function_value if found else INFINITE
    bound = info.mip_dual_bound if whole else (objective if proven else -INFINITE)
    return Solved(_ended(state, found), objective, bound, values, prices, max(0, info.mip_node_count))


def _ended(state: highspy.HighsModelStatus, found: bool) -> Ended:
    if state == highspy.HighsModelStatus.kOptimal:
        return Ended.PROVEN
    if state in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Ended.INFEASIBLE
    return Ended.LIMIT if found else Ended.NOTHING


def _done(status: highspy.HighsStatus) -> None:
    assert status != highspy.HighsStatus.kError, status
