from . import attention as attention
from . import cells as cells
from . import checked as checked
from . import frames as frames
from . import learning as learning
from . import network as network
from . import threads as threads
from . import training as training
