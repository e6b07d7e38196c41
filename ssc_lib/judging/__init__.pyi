from . import labels as labels
from . import ladder as ladder
from . import originality as originality
from . import rollscores as rollscores
from . import whose as whose
