"""What search/contract.py promises, asked of every engine there is (engines.py): no other import
from search is needed here, so that a second engine is held to the same."""
