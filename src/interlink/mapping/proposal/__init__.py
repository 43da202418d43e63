"""Proposals: from a file that nobody has described to a source that is right and says what it guessed."""

from interlink.mapping.proposal.propose import Proposal, propose, source_name

__all__ = ["Proposal", "propose", "source_name"]
