from . import heat as heat
from . import motion as motion
from . import pianoroll as pianoroll
from . import player as player
from . import roll as roll
