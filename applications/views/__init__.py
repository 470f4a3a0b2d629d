"""The applicant's pages, by subject: `listing`, `detail`, `sections`, `files`, `acts`."""
