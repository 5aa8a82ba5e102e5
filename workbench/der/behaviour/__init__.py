"""How DERs behave: photovoltaics and storage, one of them or a million, in steps of time.

``Fleet`` holds them, ``Ratings`` says what they are built for, and ``Fleet.device`` gives one to be read and written.
"""

from workbench.der.behaviour.fleet import CONDITIONS, Fleet
from workbench.der.behaviour.inverter import Inverter
from workbench.der.behaviour.ratings import Ratings

__all__ = ["CONDITIONS", "Fleet", "Inverter", "Ratings"]
