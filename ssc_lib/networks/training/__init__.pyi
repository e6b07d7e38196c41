from .loop import train as train
from .settings import Settings as Settings
from .settings import settings_for as settings_for
from .tuning import tuned_settings as tuned_settings
