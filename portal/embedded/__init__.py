"""PostgreSQL and Valkey on one machine, from Python wheels, under our own supervisor."""
