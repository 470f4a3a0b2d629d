"""Stands in for a database engine while there is no database."""
