"""What does an applicant take away of a submission: the same revision as JSON and as PDF?

A revision never changes, and neither does its copy: nothing goes in that may become another later,
such as a person's or an organisation's name.
"""
