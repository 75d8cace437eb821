from hoidap.models.import_run import ImportRun as ImportRun
from hoidap.models.import_run import ImportState as ImportState
