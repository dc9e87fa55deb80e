"""Tables of the people room."""

from upstander.people.models.home import Home
from upstander.people.models.person import Person
from upstander.people.models.residence import Residence

__all__ = ["Home", "Person", "Residence"]
