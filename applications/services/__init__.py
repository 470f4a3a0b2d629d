"""Everything that changes an application, by subject: import the module, call the act.

`drafts` answers and files · `submissions` submit and withdraw · `reviewing` what reviewers do to
the state · `decisions` · `approvals` · `conversation`.
"""
