"""Answers are found by what they say: masked by everybody, whole by staff."""

from django.core.management import call_command

from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.search.queries import search_matters
from yishi.parts.voices.commands import answer_voice
from yishi.parts.voices.tests.conftest import FileOne


def test_the_words_of_an_answer_find_its_voice(assigned: FileOne, handling: Actor) -> None:
    matter = assigned()
    answer_voice(actor=handling, matter=matter, text="已更换镇流器，维修班组电话13912345678。")
    call_command("work", until_idle=True)
    everything = Matter.objects.all()
    assert search_matters(everything, "镇流").get() == matter
    assert not search_matters(everything, "13912345678").exists()
    assert search_matters(everything, "13912345678", scope="all").get() == matter
