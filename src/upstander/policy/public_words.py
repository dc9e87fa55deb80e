"""What an edition says to the public, word for word: what is translated beside it."""

from __future__ import annotations

from upstander.policy.edition import Edition


def words_for_the_public(edition: Edition) -> tuple[str, ...]:
    """Promises, what is told of duties and why, names and hints of behaviours and strands; each once, in the edition's order."""
    said = [promise.says for promise in edition.promises]
    for term in (*edition.behaviours, *edition.strands):
        said += [term.label, term.hint]
    for duty in edition.duties:
        said += duty.told.values()
        if duty.told:  # they are told why as well
            said += [row.because for row in duty.rows]
    return tuple(dict.fromkeys(words for words in said if words))
