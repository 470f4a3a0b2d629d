"""How fast is it? `manage.py bench` measures in a database of its own, thrown away afterwards."""
