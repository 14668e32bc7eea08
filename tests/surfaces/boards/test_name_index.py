"""Names by their beginning, however many came since they were last sorted."""

from hypothesis import given
from hypothesis import strategies as st

from promesa.surfaces.boards.name_index import NameIndex

NAMES = st.lists(st.text("abAB01-", min_size=1, max_size=5), max_size=60)


@given(batches=st.lists(NAMES, max_size=6), said=st.text("abAB01-", min_size=1, max_size=3))
def test_all_that_begin_so_are_found_once(batches: list[list[str]], said: str) -> None:
    index = NameIndex(tail_max=10)
    for batch in batches:
        index.add(batch)
    forms = {said, said.upper(), said.lower()}
    wanted = {name for batch in batches for name in batch if any(name.startswith(form) for form in forms)}
    found = index.starting(said, 1_000)
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert len(index.starting(said, 3)) == min(3, len(wanted))
