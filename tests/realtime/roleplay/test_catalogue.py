import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import Definition, RolePlay
from realtime.roleplay.records import Frozen, Written
from state.errors import Conflict, InvalidBody, RolePlayNotFound
from state.records import Tables
from tests.realtime.roleplay.plays import definition

A, B, C = (definition(title=title) for title in "ABC")
PORTUGUESE = definition(title="D", language="pt-BR")
FILES = {1: A, 2: PORTUGUESE, 7: B}


class Kept:
    """A catalogue whose changes are committed; it can begin anew over what was written."""

    def __init__(self, files=FILES, **options):
        self._tables = Tables([Written, Frozen])
        self._commits = []
        self.open(files, **options)

    def open(self, files, **options):
        self.catalogue = Catalogue(
            files,
            self._tables.of(Written),
            self._tables.of(Frozen),
            **{"agents": ["ann"], "most_written": 1_000, **options},
        )

    def restart(self, files=FILES, **options):
        self._tables.clear()
        for commit in self._commits:
            self._tables.apply(self._tables.decode(commit))
        self.open(files, **options)

    def __getattr__(self, name):
        return getattr(self.catalogue, name)

    def _commit(self, *changes):
        if changes:
            line, read = self._tables.write(changes)
            self._commits.append(line)
            self._tables.apply(read)

    def create(self, new):
        created, change = self.catalogue.create(new)
        self._commit(change)
        return created

    def replace(self, id, new):
        replaced, changes = self.catalogue.replace(id, new)
        self._commit(*changes)
        return replaced

    def delete(self, id):
        self._commit(*self.catalogue.delete(id))

    def freeze(self, id):
        role_play, changes = self.catalogue.freeze(id)
        self._commit(*changes)
        return role_play

    @property
    def there(self):
        return [(each.id, each.version, each.definition) for each in self.all()]

    def all(self):
        return self.catalogue.page(after=None, limit=1_000)


@pytest.fixture
def kept():
    return Kept()


def test_files_are_there_under_their_ids(kept):
    assert kept.there == [(1, 1, A), (2, 1, PORTUGUESE), (7, 1, B)]


def test_what_is_written_has_ids_above_those_of_files(kept):
    assert kept.create(C) == RolePlay(1000, 1, C)
    assert kept.create(C) == RolePlay(1001, 1, C)
    assert kept.get(1001).definition == C


def test_an_id_is_never_given_twice(kept):
    kept.create(A)
    kept.delete(kept.create(B).id)
    kept.restart()
    assert kept.create(C).id == 1002


def test_each_change_is_the_next_version(kept):
    id = kept.create(A).id
    assert kept.replace(id, B) == RolePlay(id, 2, B)
    assert kept.replace(id, A) == RolePlay(id, 3, A)
    assert kept.replace(1, B) == RolePlay(1, 2, B)


def test_what_is_the_same_is_no_change(kept):
    assert kept.catalogue.replace(1, A) == (RolePlay(1, 1, A), ())


def test_what_is_written_stands_in_a_file_s_place_whatever_the_file_becomes(kept):
    kept.replace(1, C)
    kept.restart({**FILES, 1: B})
    assert kept.get(1) == RolePlay(1, 2, C)


def test_a_deleted_one_is_gone_for_good(kept):
    kept.delete(1)
    kept.restart()
    assert [each.id for each in kept.all()] == [2, 7]
    with pytest.raises(RolePlayNotFound):
        kept.get(1)
    with pytest.raises(RolePlayNotFound):
        kept.replace(1, B)
    with pytest.raises(RolePlayNotFound):
        kept.freeze(1)


def test_deleting_twice_is_no_change(kept):
    kept.delete(1)
    assert kept.catalogue.delete(1) == ()


@pytest.mark.parametrize("id", [0, 3, 999, 1_000, 10**17])
def test_what_never_was_isn_t_found(kept, id):
    for call in (kept.get, kept.delete, kept.freeze, lambda id: kept.replace(id, A)):
        with pytest.raises(RolePlayNotFound):
            call(id)
    assert kept.there == Kept().there


def test_pages_go_by_id_and_language(kept):
    kept.create(PORTUGUESE)
    kept.delete(7)

    def ids(*languages, after, limit=2):
        return [each.id for each in kept.page(languages, after=after, limit=limit)]

    assert ids(after=None) == [1, 2] and ids(after=2) == [1000] and ids(after=1000) == []
    assert ids("pt-BR", after=None) == [2, 1000] and ids("en", after=None) == [1]
    assert ids("en", "pt-BR", after=None, limit=9) == [1, 2, 1000] and ids("fr", after=None) == []


def test_only_an_agent_that_is_there_can_be_the_buyer(kept):
    for call in (kept.create, lambda new: kept.replace(1, new)):
        assert call(definition(agent="ann")).definition.agent == "ann"
        with pytest.raises(InvalidBody, match="agent: there is no agent 'bob'; there are: ann"):
            call(definition(agent="bob"))


def test_there_is_room_for_so_many_and_a_deleted_one_makes_some():
    kept = Kept(most_written=2)
    kept.replace(1, C)
    id = kept.create(C).id
    with pytest.raises(Conflict, match="2 written role plays"):
        kept.create(C)
    with pytest.raises(Conflict):
        kept.replace(2, C)
    assert kept.replace(1, B).version == 3  # it has its room
    kept.delete(id)
    assert kept.create(C).id == id + 1


# Versions


def test_a_call_keeps_the_version_it_started_with(kept):
    first = kept.freeze(1)
    kept.replace(1, B)
    second = kept.freeze(1)
    kept.delete(1)
    kept.restart()
    assert kept.frozen(1, 1) == first == RolePlay(1, 1, A)
    assert kept.frozen(1, 2) == second == RolePlay(1, 2, B)


def test_a_version_that_no_call_had_isn_t_kept(kept):
    kept.replace(1, B)
    with pytest.raises(RolePlayNotFound):
        kept.frozen(1, 2)


def test_many_calls_share_a_version(kept):
    kept.freeze(1)
    assert kept.catalogue.freeze(1) == (RolePlay(1, 1, A), ())


def test_a_file_that_changed_after_a_call_is_the_next_version(kept):
    kept.freeze(1)
    kept.restart({**FILES, 1: C})
    assert kept.freeze(1) == RolePlay(1, 2, C)
    kept.restart({**FILES, 1: C})
    assert kept.get(1) == RolePlay(1, 2, C)
    kept.restart({**FILES, 1: A})
    assert kept.get(1) == RolePlay(1, 3, A) and kept.frozen(1, 1).definition == A


# Whatever is done to it

IDS = st.sampled_from([1, 2, 3, 7, 1000, 1001, 1002])
DEFINITIONS = st.sampled_from([A, B, C, PORTUGUESE])
STEPS = st.one_of(
    st.tuples(st.just("create"), DEFINITIONS),
    st.tuples(st.just("replace"), IDS, DEFINITIONS),
    st.tuples(st.just("delete"), IDS),
    st.tuples(st.just("freeze"), IDS),
    st.tuples(st.just("restart")),
)


class Model:
    """What a catalogue should be: a dict, and the versions that calls had."""

    def __init__(self):
        self.now = {id: (1, definition) for id, definition in FILES.items()}
        self.ever = set(FILES)
        self.frozen = {}

    def create(self, new):
        id = max(999, *self.ever) + 1
        self.now[id] = (1, new)
        self.ever.add(id)

    def replace(self, id, new):
        version, before = self.now[id]
        if before != new:
            self.now[id] = (version + 1, new)

    def delete(self, id):
        if id not in self.ever:
            raise KeyError(id)
        self.now.pop(id, None)

    def freeze(self, id):
        version, definition = self.now[id]
        self.frozen[id, version] = definition

    def restart(self):
        pass


@given(st.lists(STEPS, max_size=25))
def test_any_changes_and_restarts_give_what_a_dict_would(steps):
    kept, model = Kept(), Model()
    for name, *arguments in steps:
        try:
            getattr(model, name)(*arguments)
        except KeyError:
            with pytest.raises(RolePlayNotFound):
                getattr(kept, name)(*arguments)
        else:
            getattr(kept, name)(*arguments)
        assert kept.there == [(id, *each) for id, each in sorted(model.now.items())]
        for (id, version), started_with in model.frozen.items():
            assert kept.frozen(id, version) == RolePlay(id, version, started_with)


UPGRADES = st.tuples(
    st.just("restart"), st.sampled_from([FILES, {**FILES, 1: C}, {**FILES, 1: B, 3: A}, {}])
)


@given(st.lists(STEPS | UPGRADES | st.tuples(st.just("freeze"), st.just(1)), max_size=25))
def test_an_id_and_a_version_mean_one_definition_whatever_files_become(steps):
    kept, started_with = Kept(), dict[tuple[int, int], Definition]()
    for name, *arguments in steps:
        try:
            result = getattr(kept, name)(*arguments)
        except RolePlayNotFound:
            continue
        if name == "freeze":
            known = started_with.setdefault((result.id, result.version), result.definition)
            assert known == result.definition
        for (id, version), definition_then in started_with.items():
            assert kept.frozen(id, version).definition == definition_then
