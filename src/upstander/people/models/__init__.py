"""Tables of the people room."""

from upstander.people.models.home import Home
from upstander.people.models.housing_import import HousingImport
from upstander.people.models.housing_upload import HousingPart, HousingUpload
from upstander.people.models.person import Person
from upstander.people.models.residence import Residence

__all__ = ["Home", "HousingImport", "HousingPart", "HousingUpload", "Person", "Residence"]
