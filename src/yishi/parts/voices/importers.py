"""Bringing in voices that another system recorded: a city's message board, an office's Excel list."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishi.events import voices as events
from yishi.foundation.imports.registry import Importer, Outcome, RowRefused, register
from yishi.foundation.ledger.commands import Draft, append_many
from yishi.foundation.ledger.inserting import insert_many
from yishi.foundation.ledger.queries import digest
from yishi.foundation.matters import queries as matter_queries
from yishi.foundation.matters import steps
from yishi.foundation.matters.choices import Channel, Step, Visibility
from yishi.foundation.matters.commands import iso
from yishi.foundation.matters.models import Authorship, Deadline, Matter
from yishi.foundation.matters.numbers import next_numbers
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Unit
from yishi.foundation.places.models import Area
from yishi.foundation.places.queries import area_at
from yishi.parts.voices import queries, rules
from yishi.parts.voices.choices import KIND, PREFIX, VoiceKind, VoiceState
from yishi.parts.voices.commands import masked, title_of
from yishi.parts.voices.limits import limits
from yishi.parts.voices.models import Answer, Voice
from yishi_methods.sheets import Field, parse_count, parse_text, parse_time
from yishi_methods.text import normalise

FIELDS = (
    Field(
        "external_id",
        ("留言编号", "编号", "工单编号", "诉求编号", "service_request_id", "CASE_ENQUIRY_ID", "Unique Key", "id"),
    ),
    Field("author", ("留言用户", "用户", "提出人", "来电人", "user")),
    Field("title", ("留言主题", "主题", "标题", "title", "CASE_TITLE", "Complaint Type", "service_name")),
    Field("text", ("留言详情", "详情", "内容", "诉求内容", "text", "description", "Descriptor"), is_required=True),
    Field(
        "filed_at",
        (
            "留言时间",
            "提交时间",
            "受理时间",
            "登记时间",
            "时间",
            "requested_datetime",
            "OPEN_DT",
            "Created Date",
            "time",
        ),
        is_required=True,
    ),
    Field(
        "answer",
        ("答复意见", "答复内容", "办理结果", "答复", "status_notes", "CLOSURE_REASON", "Resolution Description"),
    ),
    Field("answered_at", ("答复时间", "办结时间", "closed_date", "closed_datetime", "CLOSED_DT", "Closed Date")),
    Field("subkind", ("诉求类型", "类型")),
    Field("place", ("地点", "地址", "位置", "address", "Incident Address")),
    Field("area", ("网格编码", "区划代码", "社区编码")),
    Field("longitude", ("经度", "longitude", "long", "lng")),
    Field("latitude", ("纬度", "latitude", "lat")),
    Field("supporters", ("点赞数", "附议数", "支持数")),
    Field("against", ("反对数",)),
)
LABELS = {
    "external_id": gettext_lazy("编号"),
    "author": gettext_lazy("提出人代号"),
    "title": gettext_lazy("标题"),
    "text": gettext_lazy("内容"),
    "filed_at": gettext_lazy("提出时间"),
    "answer": gettext_lazy("答复"),
    "answered_at": gettext_lazy("答复时间"),
    "subkind": gettext_lazy("类型"),
    "place": gettext_lazy("地点"),
    "area": gettext_lazy("区域编码"),
    "longitude": gettext_lazy("经度"),
    "latitude": gettext_lazy("纬度"),
    "supporters": gettext_lazy("附议数"),
    "against": gettext_lazy("反对数"),
}
KINDS_BY_WORD = {
    str(word): kind
    for kind, word in zip(VoiceKind.values, ("咨询", "求助", "投诉", "举报", "建议", "表扬"), strict=True)
}


@dataclass(frozen=True)
class ImportedVoice:
    """A row that has passed every check."""

    external_id: str
    author: str
    title: str
    text: str
    filed_at: datetime
    answer: str
    answered_at: datetime | None
    subkind: str
    place_text: str
    area: Area | None
    longitude: float | None
    latitude: float | None
    supporters: int
    against: int


class VoiceImporter(Importer):
    """Rows become voices: answered ones with their true times, the others open, their clocks running from today."""

    name = "voices"
    title = gettext_lazy("诉求")
    fields = FIELDS
    labels = LABELS
    may_import = rules.may_import

    def check(self, cells: Mapping[str, Any]) -> ImportedVoice:
        """The row as a voice. Raises `RowRefused` with every fault; an unknown place is no fault: the district takes
        it.
        """
        faults: list[str] = []
        text = normalise(parse_text(cells.get("text"))).strip()
        title = normalise(parse_text(cells.get("title"))).strip()
        if not text and not title:
            faults.append(_("没有内容。"))
        bounds = limits()
        if len(text) > bounds.text_length:
            faults.append(
                _("内容有 %(length)s 个字，超过 %(longest)s 个字。")
                % {"length": len(text), "longest": bounds.text_length}
            )
        filed_at = _time(cells, "filed_at", faults)
        answer = normalise(parse_text(cells.get("answer"))).strip()
        answered_at = _time(cells, "answered_at", faults) if answer else None
        if answer and answered_at is None and not faults:
            faults.append(_("有答复，但没有答复时间。"))
        if filed_at and answered_at and answered_at < filed_at:
            faults.append(_("答复时间早于提出时间。"))
        if filed_at and filed_at > timezone.now():
            faults.append(_("提出时间在将来。"))
        counts = {name: _count(cells, name, faults) for name in ("supporters", "against")}
        point = _point(cells, faults)
        if faults or filed_at is None:
            raise RowRefused(faults)
        return ImportedVoice(
            external_id=parse_text(cells.get("external_id"))[:80],
            author=parse_text(cells.get("author"))[:80],
            title=(title or title_of(text))[: bounds.title_length],
            text=text or title,
            filed_at=filed_at,
            answer=answer,
            answered_at=answered_at,
            subkind=KINDS_BY_WORD.get(parse_text(cells.get("subkind")), VoiceKind.HELP),
            place_text=parse_text(cells.get("place"))[: bounds.place_length],
            area=_area(cells, point),
            longitude=point[0] if point else None,
            latitude=point[1] if point else None,
            **counts,
        )

    def identity(self, row: ImportedVoice) -> str:
        """The id that the other system gave."""
        return row.external_id

    def store(self, rows: Sequence[ImportedVoice], *, actor: Actor, source: str) -> Outcome:
        """New ids become voices; known ones are updated where their words or answer changed."""
        ids = [row.external_id or _own_id(row) for row in rows]
        known = {
            matter.external_id: matter
            for matter in Matter.objects.filter(source=source, external_id__in=ids).select_related("voice")
        }
        fresh = [(row, key) for row, key in zip(rows, ids, strict=True) if key not in known]
        _insert(fresh, actor=actor, source=source)
        updated = sum(
            _update(known[key], row, actor=actor, source=source)
            for row, key in zip(rows, ids, strict=True)
            if key in known
        )
        return Outcome(created=len(fresh), updated=updated, unchanged=len(rows) - len(fresh) - updated)


def _own_id(row: ImportedVoice) -> str:
    """An id for a row that brought none: the same row again has the same."""
    return hashlib.sha256(f"{row.filed_at.isoformat()}\n{row.author}\n{row.text}".encode()).hexdigest()[:32]


def _time(cells: Mapping[str, Any], field: str, faults: list[str]) -> datetime | None:
    cell = cells.get(field)
    if parse_text(cell) == "":
        if field == "filed_at":
            faults.append(_("没有提出时间。"))
        return None
    try:
        return parse_time(cell, timezone.get_default_timezone())
    except ValueError:
        faults.append(
            _("“%(label)s”看不懂：%(cell)s。请写成 2026-03-31 09:30 这样。")
            % {"label": LABELS[field], "cell": parse_text(cell)[:40]}
        )
        return None


def _count(cells: Mapping[str, Any], field: str, faults: list[str]) -> int:
    try:
        return parse_count(cells.get(field))
    except ValueError:
        faults.append(_("“%(label)s”应当是整数。") % {"label": LABELS[field]})
        return 0


def _point(cells: Mapping[str, Any], faults: list[str]) -> tuple[float, float] | None:
    longitude, latitude = parse_text(cells.get("longitude")), parse_text(cells.get("latitude"))
    if not longitude or not latitude:
        return None
    try:
        point = float(longitude), float(latitude)
    except ValueError:
        faults.append(_("经纬度应当是数字。"))
        return None
    return point if point != (0.0, 0.0) else None


def _area(cells: Mapping[str, Any], point: tuple[float, float] | None) -> Area | None:
    code = parse_text(cells.get("area"))
    if code:
        return queries.areas_by_code().get(code)
    if point:
        return area_at(*point)
    place = parse_text(cells.get("place"))
    return queries.place_of(place, None, None, None).area if place else None


def _insert(rows: Sequence[tuple[ImportedVoice, str]], *, actor: Actor, source: str) -> None:
    """Insert new voices with everything that belongs to them, one entry each."""
    if not rows:
        return
    now = timezone.now()
    centre = matter_queries.centre_unit()
    numbers = _numbers([row for row, _key in rows])

    @cache
    def clocks_for(subkind: str, unit: Unit | None) -> list[steps.Clock]:
        return steps.clocks_of(KIND, subkind, (Step.ROUTE, Step.ANSWER), start=now, unit=unit)

    matters, news, voices, clocks, answers, drafts = [], [], [], [], [], []
    for (row, key), number in zip(rows, numbers, strict=True):
        suggestion = queries.suggest_routing(f"{row.title}\n{row.text}", area=row.area, about_unit=None)
        matter = _matter(row, key, number, source, now)
        matter.unit = suggestion.unit if row.answer else centre
        due = [] if row.answer else [clock.running_on(matter) for clock in clocks_for(row.subkind, suggestion.unit)]
        matter.due_at = steps.earliest_due(due)
        matters.append(matter)
        news.append(
            steps.NewMatter(
                matter, Authorship(channel=Channel.IMPORT, filed_by_id=actor.account_id, external_author=row.author)
            )
        )
        voice = Voice(
            matter=matter,
            suggested_category=suggestion.category,
            suggested_unit=suggestion.unit,
            suggestion_confidence=suggestion.confidence,
            answered_at=row.answered_at,
            against=row.against,
        )
        voices.append(voice)
        clocks += due
        if row.answer:
            answers.append(_answer(voice, row))
        drafts.append(
            Draft(
                event=_filed(row, matter, suggestion, due, source),
                actor=actor.reference,
                subject=number,
                occurred_at=row.filed_at,
            )
        )
        if row.answer:
            drafts.append(
                Draft(event=_answered(answers[-1]), actor=actor.reference, subject=number, occurred_at=row.answered_at)
            )
    steps.insert_matters(news)
    insert_many(Voice, voices)
    insert_many(Deadline, clocks)
    insert_many(Answer, answers)
    append_many(drafts)


def _numbers(rows: Sequence[ImportedVoice]) -> list[str]:
    """A number for each row, of the year in which it was filed."""
    years = [timezone.localtime(row.filed_at).year for row in rows]
    given = {year: iter(next_numbers(PREFIX, year, years.count(year))) for year in sorted(set(years))}
    return [next(given[year]) for year in years]


def _matter(row: ImportedVoice, key: str, number: str, source: str, now: datetime) -> Matter:
    return Matter(
        number=number,
        kind=KIND,
        subkind=row.subkind,
        state=VoiceState.ANSWERED if row.answer else VoiceState.FILED,
        title=row.title,
        text=row.text,
        public_title=masked(row.title),
        public_text=masked(row.text),
        visibility=Visibility.PRIVATE if row.subkind == VoiceKind.REPORT else Visibility.PUBLIC,
        area=row.area,
        area_stem=row.area.stem if row.area else "",
        place_text=row.place_text,
        longitude=row.longitude,
        latitude=row.latitude,
        filed_at=row.filed_at,
        changed_at=now,
        supporters=row.supporters,
        source=source,
        external_id=key,
    )


def _answer(voice: Voice, row: ImportedVoice) -> Answer:
    return Answer(
        voice=voice,
        text=row.answer,
        public_text=masked(row.answer, is_of_office=True),
        unit=voice.matter.unit,
        answered_at=row.answered_at or row.filed_at,
    )


def _filed(
    row: ImportedVoice, matter: Matter, suggestion: queries.Routing, due: list[Deadline], source: str
) -> events.VoiceFiled:
    return events.VoiceFiled(
        subkind=row.subkind,
        channel=Channel.IMPORT,
        area=row.area.code if row.area else "",
        unit=matter.unit.code if matter.unit else "",
        visibility=matter.visibility,
        text_digest=digest(matter.salt, row.text),
        answer_due_at=next((iso(d.due_at) for d in due if d.step == Step.ANSWER), ""),
        suggested_unit=suggestion.unit.code if suggestion.unit else "",
        suggested_category=suggestion.category.code if suggestion.category else "",
        source=source,
    )


def _answered(answer: Answer) -> events.VoiceAnswered:
    return events.VoiceAnswered(
        unit=answer.unit.code if answer.unit else "", answer_digest=digest(answer.salt, answer.text), in_time=True
    )


def _update(matter: Matter, row: ImportedVoice, *, actor: Actor, source: str) -> bool:
    """Bring a known voice up to what the file says now.

    A voice on which people here have acted keeps its state and unit.
    """
    changes: dict[str, Any] = {}
    if matter.text != row.text:
        changes |= {"text": row.text, "public_text": masked(row.text)}
    if matter.title != row.title:
        changes |= {"title": row.title, "public_title": masked(row.title)}
    has_answer = bool(row.answer) and not Answer.objects.filter(voice_id=matter.pk, text=row.answer).exists()
    takes_answer = has_answer and matter.state in (VoiceState.FILED, VoiceState.ANSWERED)
    if matter.supporters < row.supporters:
        changes["supporters"] = row.supporters
    if not changes and not takes_answer:
        return False
    now = timezone.now()
    if takes_answer:
        changes |= {"state": VoiceState.ANSWERED, "due_at": None}
        matter.voice.matter = matter
        answer = _answer(matter.voice, row)
        answer.save()
        Voice.objects.filter(pk=matter.pk).update(answered_at=row.answered_at)
        steps.end_deadlines(matter, Step.values, now=now, met=True)
    steps.change_matter(matter, now=now, **changes)
    drafts = [
        Draft(
            event=events.VoiceUpdated(
                text_digest=digest(matter.salt, row.text), fields=tuple(sorted(changes)), source=source
            ),
            actor=actor.reference,
            subject=matter.number,
        )
    ]
    if takes_answer:
        drafts.append(
            Draft(event=_answered(answer), actor=actor.reference, subject=matter.number, occurred_at=row.answered_at)
        )
    append_many(drafts)
    return True


register(VoiceImporter())
