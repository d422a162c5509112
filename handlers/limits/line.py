"""What one voice socket has of the limits: its places, its typed turns, how fast it is read. Pure
but for the clock it is given."""

from collections.abc import Callable, Hashable

from handlers.limits.limits import Limits, Often
from handlers.limits.places import Place
from handlers.limits.proxies import customer_of
from handlers.limits.rates import Pace, Rate, Rates, a_minute
from state.errors import TooManyRequests

#: As many messages as one that is answered by an error counts for: who sends nothing else is read
#: slowly, and the session lives on.
_ERROR_COST = 20
#: For how long a phone may have had no network: then all that its microphone heard comes at once.
_STALL_S = 30
#: Of a second of audio at most: as frames of 20 ms; at 48 kHz, as base64.
_AUDIO_MESSAGES, _AUDIO_BYTES = 50, 131_072


class Line:
    def __init__(
        self, limits: Limits, user: Hashable, address: str, *, clock: Callable[[], float]
    ) -> None:
        self._limits = limits
        self._user = user
        self._customer = customer_of(address)
        self._clock = clock
        settings, is_on = limits.settings, limits.are_on
        self._texts = Rates(a_minute(settings.texts_a_minute if is_on else 0))
        self._messages = _pace(settings.socket_messages_a_second if is_on else 0, _AUDIO_MESSAGES)
        self._bytes = _pace(settings.socket_bytes_a_second if is_on else 0, _AUDIO_BYTES)
        self._places: list[Place] = []

    def check_resume(self, instead_of: "Line | None") -> None:
        """Whether there is room for it, once the other's socket is closed for it.

        Raises ServerFull, TooManyRequests.
        """
        if instead_of is not None:
            instead_of.leave()
        try:
            self._limits.check_socket(self._user, self._customer)
        finally:
            if instead_of is not None:
                instead_of.take()

    def check(self, *, beside: int, of_user: int) -> None:
        """Whether there is room for it, and for a session beside so many, and so many of the user.

        Raises ServerFull, TooManyRequests.
        """
        self._limits.check_socket(self._user, self._customer)
        self._limits.check_sessions(beside, of_user=of_user)
        now = self._clock()
        both = ((Often.ADDRESS_SESSIONS, self._customer), (Often.USER_SESSIONS, self._user))
        for often, key in both:  # a user who is refused spends nothing of the address's
            self._limits.check(often, key, now=now)
        for often, key in both:
            self._limits.spend(often, key, now=now)

    def take(self) -> None:
        """It is open now."""
        self._places = self._limits.take_socket(self._user, self._customer)

    def leave(self) -> None:
        """It is closed."""
        for place in self._places:
            place.leave()

    def check_text(self) -> None:
        """A typed turn. Raises TooManyRequests."""
        if self._texts.take("", now=self._clock()):
            raise TooManyRequests("you type too fast for the agent; wait a moment")

    def pause_after(self, messages: int, size: int) -> float:
        """How long to read nothing, after so many more with so many bytes."""
        now = self._clock()
        return max(
            self._messages.pause_after(messages, now=now),
            self._bytes.pause_after(size, now=now),
        )

    def note_error(self) -> None:
        """A message was answered by an error."""
        self._messages.pause_after(_ERROR_COST, now=self._clock())


def _pace(a_second: float, of_audio: float) -> Pace:
    return Pace(Rate(60 * a_second, _STALL_S * min(a_second, of_audio)))
