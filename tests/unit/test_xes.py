"""An XES log is a table of its events, each with what its trace says; what could do harm is refused at once."""

import gzip

import pytest

from sagsloft.core.attributes import LABEL
from sagsloft.core.errors import UserError
from sagsloft.sources.exports import Place, open_export
from sagsloft.sources.notes import Note
from sagsloft.sources.table_parts import PART
from sagsloft.sources.unpacking import Unpacked

NAMESPACE = ' xmlns="http://www.xes-standard.org/"'
LOG = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- an invented log -->
<log xes.version="1.0"{namespace}>
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="__INVALID__"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="the log itself"/>
  <trace>
    <string key="concept:name" value="sag-1"/>
    <date key="deadline" value="2024-02-01T00:00:00.000+01:00"/>
    <event>
      <string key="concept:name" value="Modtaget"/>
      <date key="time:timestamp" value="2024-01-05T10:00:00.000+01:00"/>
      <string key="lifecycle:transition" value="complete"/>
    </event>
    <event>
      <string key="concept:name" value="Vurderet &amp; afsluttet"/>
      <int key="dage" value="7"><string key="enhed" value="hverdage"/><string key="kilde" value="x"/></int>
      <boolean key="akut" value="false"/>
    </event>
  </trace>
  <trace><string key="concept:name" value="sag uden hændelser"/></trace>
  <trace>
    <event><string key="concept:name" value="Modtaget"/><string key="org:resource" value=""/></event>
    <string key="concept:name" value="sag-2"/>
  </trace>
</log>
"""
PLAIN = LOG.replace("{namespace}", "")


@pytest.fixture
def log(file):
    """`log(content)`: the export in a file with that content."""

    def export(content, name="log.xes"):
        return open_export(file(content, name))

    return export


@pytest.mark.parametrize("namespace", ["", NAMESPACE])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_event_is_a_row_with_the_attributes_of_its_trace(log, namespace, packed, encoding):
    text = LOG.replace("{namespace}", namespace).replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    content = text.encode(encoding)
    export = log(gzip.compress(content, mtime=0) if packed else content)
    (sheet,) = export.sheets
    raw = sheet.read(["case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "dage", "akut"])
    assert raw.numbers.to_list() == [1, 2, 3]
    assert raw.table.rows() == [
        ("sag-1", "Modtaget", "2024-01-05T10:00:00.000+01:00", "complete", None, None),
        ("sag-1", "Vurderet & afsluttet", None, None, "7", "false"),
        ("sag-2", "Modtaget", None, None, None, None),
    ]
    assert export.notes == (Note("note.nested_attributes", {"file": "log.xes", "count": 2}),)
    assert (sheet.name, sheet.precision_known) == (None, False)


def test_a_prefix_changes_nothing(log):
    prefixed = PLAIN.replace("</", "</xes:").replace("<", "<xes:").replace("<xes:/xes:", "</xes:")
    prefixed = prefixed.replace("<xes:?", "<?").replace("<xes:!", "<!").replace("<xes:log", '<xes:log xmlns:xes="x"', 1)
    assert log(prefixed).sheets[0].read(["concept:name"]).table.height == 3


def test_the_columns_are_what_some_event_or_trace_has_a_value_for(log):
    names = {
        "case:concept:name",
        "case:deadline",
        "concept:name",
        "time:timestamp",
        "lifecycle:transition",
        "dage",
        "akut",
    }
    assert set(log(PLAIN).sheets[0].columns) == names


def test_labels_are_kept_as_labels(log):
    assert log(PLAIN).sheets[0].read(["akut"], labels=["akut"]).table.schema["akut"] == LABEL


def test_a_value_is_found_in_any_attribute_by_the_number_of_its_event(log):
    sheet = log(PLAIN).sheets[0]
    assert sheet.first_match("afsluttet$") == Place(2, "concept:name")
    assert sheet.first_match("^sag-2$") == Place(3, "case:concept:name")
    assert sheet.first_match("hverdage") is None


def test_a_long_log_keeps_its_order_and_a_late_attribute_its_place(log):
    event = '<event><string key="n" value="{}"/></event>'
    events = "".join(map(event.format, range(PART + 5)))
    text = f'<log><trace><event/>{events}<event><string key="sen" value="x"/></event></trace></log>'
    raw = log(text).sheets[0].read(["n", "sen"])
    assert raw.table["n"].to_list() == [None, *map(str, range(PART + 5)), None]
    assert raw.table["sen"].to_list() == [*[None] * (PART + 6), "x"]
    assert raw.numbers.to_list() == list(range(1, PART + 8))


BOMB = '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>\n'
FETCHED = '<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
ELSEWHERE = '<!DOCTYPE log SYSTEM "http://example.invalid/xes.dtd">\n'


@pytest.mark.parametrize("doctype", [BOMB, FETCHED, ELSEWHERE])
@pytest.mark.parametrize("before", ["", "<!-- a comment -->\n", '<?xml-stylesheet href="x"?> <!-- < > -->\n'])
@pytest.mark.parametrize("packed", [False, True])
def test_an_entity_bomb_is_refused_before_it_is_read(log, doctype, before, packed):
    text = PLAIN.replace("<!-- an invented log -->\n", before + doctype).replace("sag-1", "&a;")
    with pytest.raises(UserError, match=r"file\.doctype"):
        log(gzip.compress(text.encode(), mtime=0) if packed else text, "log.csv")


@pytest.mark.parametrize("declared", ["utf-7", "utf-16le", "ibm037"])
def test_a_doctype_in_disguise_is_refused_too(log, declared):
    head, tail = PLAIN.replace("UTF-8", declared).split("\n", 1)
    with pytest.raises(UserError):
        log(head.encode() + (BOMB + tail).encode(declared))


def test_a_comment_so_long_that_it_hides_what_follows_is_refused(log):
    with pytest.raises(UserError, match="kind_xml"):
        log('<?xml version="1.0"?><!--' + "x" * 70_000 + "-->" + BOMB + "<log/>")


def test_an_entity_that_no_one_has_declared_is_broken_xml(log):
    with pytest.raises(UserError, match=r"file\.broken_xes"):
        log(PLAIN.replace("sag-1", "&a;"))


@pytest.mark.parametrize(("end", "line"), [("</trace>", 21), ("<event>", 11), ('"Modtaget"', 12)])
def test_broken_xml_is_refused_with_its_line(log, end, line):
    broken = PLAIN[: PLAIN.index(end)] + "<"
    with pytest.raises(UserError) as refused:
        log(broken)
    assert refused.value.message_id == "file.broken_xes"
    assert refused.value.values["line"] == line


def test_a_log_without_events_is_said_to_be_one(log):
    with pytest.raises(UserError, match=r"file\.no_events"):
        log("<log/>")


def test_what_is_packed_must_be_whole_and_a_log(log):
    packed = gzip.compress(PLAIN.encode(), mtime=0)
    for broken in (packed[:-12], packed[:20], packed[:60] + b"\0\0\0" + packed[63:]):
        with pytest.raises(UserError, match=r"file\.broken_(gzip|xes)"):
            log(broken)


def test_what_is_unpacked_is_counted_while_it_is_read(file):
    path = file(gzip.compress(bytes(10**6), mtime=0), "log.xes.gz")
    with gzip.open(path) as content:
        unpacked = Unpacked(path, content, most=10**5)
        assert len(unpacked.read(100)) == 100
        with pytest.raises(UserError, match=r"file\.bomb"):
            unpacked.read()


@pytest.mark.thorough
def test_a_gigabyte_in_a_megabyte_is_refused(tmp_path):
    path = tmp_path / "log.xes.gz"
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(b"<log>")
        for _ in range(1100):
            packed.write(b"<trace>" + b" " * 1_000_000 + b"<event/></trace>")
    with pytest.raises(UserError, match=r"file\.bomb"):
        open_export(path)
