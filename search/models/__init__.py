from search.models.gap import Gap as Gap
from search.models.search_day import SearchDay as SearchDay
from search.models.search_log import SearchLog as SearchLog
from search.models.search_step import SearchStep as SearchStep
from search.models.search_step import StepKind as StepKind
from search.models.waiting import Waiting as Waiting
