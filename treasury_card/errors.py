"""The project's own error types: one clear message each, with the place and what was expected."""

from __future__ import annotations


class TreasuryCardError(Exception):
    """Anything the project refuses to go on with."""


class DataError(TreasuryCardError):
    """A table or a release is not what its description says.

    Parameters
    ----------
    source : str
        Table name, or file name of a release.
    message : str
        What was found.
    line : int, optional
        1-based line of the file, header included.
    column : str, optional
    value : object, optional
        The offending value, shown as it was read.
    expected : str, optional
        What should have been there.
    """

    def __init__(self, source, message, *, line=None, column=None, value=None, expected=None):
        self.source, self.line, self.column, self.value, self.expected = source, line, column, value, expected
        place = str(source)
        if line is not None:
            place += f", line {line}"
        if column is not None:
            place += f", column {column!r}"
        text = f"{place}: {message}"
        if value is not None:
            text += f" (found {value!r})"
        if expected is not None:
            text += f"; expected {expected}"
        super().__init__(text)


class ReleaseError(DataError):
    """An official release could not be read: wrong layout, truncated, an HTML page, an absurd value."""
