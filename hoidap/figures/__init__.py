"""How the help works, in numbers: what is counted (kinds), since when (periods), from what (daily).

The worker counts once an hour, by day (core/tallies.py); the page adds days up.
"""
