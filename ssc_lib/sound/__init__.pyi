from . import drums as drums
from . import mix as mix
from . import piano as piano
from . import strings as strings
from . import tone as tone
