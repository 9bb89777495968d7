"""What is done about roles, the same for pages and jobs."""

from airdefense.people.actions.granting import (
    grant,
    held_by,
    may_withdraw,
    propose,
    proposes_as,
    take_step,
    withdraw,
)

__all__ = ["grant", "held_by", "may_withdraw", "propose", "proposes_as", "take_step", "withdraw"]
