from search.models.gap import Gap as Gap
from search.models.search_log import SearchLog as SearchLog
from search.models.waiting import Waiting as Waiting
