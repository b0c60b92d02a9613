"""Defines questions and answers on both unix sockets. A question names its answer in its base, and nowhere else. Pure; knows no socket.

    class AskButtons(HouseAsk[ButtonsKnown], frozen=True, kw_only=True, tag="ask-buttons"): ...

From this the client knows what `ask` gives back, and which messages it must be able to read.
"""

import functools
import operator
import types
import typing
from typing import Any, TypeGuard

import msgspec

from appliance.api.contents import holds


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a question. `request` is the number of the question."""

    request: int


@holds("request ok code says recorded")
class Reply(Answer, frozen=True, kw_only=True, tag="reply"):
    """The answer to one request. `recorded` False: it was done in memory only, because the disk does not take entries (promise 2)."""

    ok: bool
    code: str = ""
    says: str = ""
    recorded: bool = True


@holds("says")
class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refusal"):
    """The frame could not be accepted, and why. The line is closed after it."""

    says: str


class Ask[A](msgspec.Struct, frozen=True, kw_only=True):
    """A question that is answered with an `A`, or with a Reply that says why not. The client fills in `request`.

    No member may mention `A`. One that did would make the type checker refuse an `Ask[X]` where an `Ask[X | Y]` is wanted.
    """

    request: int


class HouseAsk[A](Ask[A], frozen=True, kw_only=True):
    """A question about the building or the box. Every console may ask it, also one that only watches."""


class PersonAsk[A](Ask[A], frozen=True, kw_only=True):
    """A question about a person: who they are, their PIN, what they carry."""


class RecordAsk[A](Ask[A], frozen=True, kw_only=True):
    """A question about the record of an incident. Only a desk of the plan may ask it."""


class DutyAsk[A](Ask[A], frozen=True, kw_only=True):
    """A question about what is owed after incidents. Only a desk of the plan may ask it, for somebody who proved who they are."""


class AdministratorAsk[A](Ask[A], frozen=True, kw_only=True):
    """A question that only root and the administrators' group may ask."""


def kinds_of(union: object) -> tuple[type[Any], ...]:
    """Give every class of a union, including the classes of unions inside it."""
    if isinstance(union, typing.TypeAliasType):
        return kinds_of(union.__value__)
    if isinstance(union, type):
        return (union,)
    return tuple(kind for part in typing.get_args(union) for kind in kinds_of(part))


@functools.cache
def answers_to(question: type[Ask[Any]]) -> tuple[type[Answer], ...]:
    """Give the classes of answers that this question names in its base. A Reply may come in place of any of them."""
    for base in types.get_original_bases(question):
        of = typing.get_origin(base)
        if isinstance(of, type) and issubclass(of, Ask):
            (answer,) = typing.get_args(base)
            return kinds_of(answer)
    raise TypeError(f"{question.__name__} does not say what it is answered with")


def is_answer[A](answer: Answer, question: Ask[A]) -> TypeGuard[A | Reply]:
    """Whether this is an answer to the question, or a Reply."""
    return isinstance(answer, (Reply, *answers_to(type(question))))


def answers_of(questions: object) -> tuple[type[Answer], ...]:
    """Give the classes of answers to all questions of a union."""
    asked = (kind for kind in kinds_of(questions) if issubclass(kind, Ask))
    return tuple(dict.fromkeys(answer for question in asked for answer in answers_to(question)))


def decoder_of(questions: object, also: object) -> msgspec.msgpack.Decoder[Any]:
    """Make the decoder for the end of a line that asks: it reads the answers to a union of questions, and the other messages of a second
    union.
    """
    return msgspec.msgpack.Decoder(functools.reduce(operator.or_, (*kinds_of(also), *answers_of(questions))))
