"""What do several people come to who act at the same moment, each in a thread of their own?"""

import threading

from django.db import connection

from common.errors import DomainError


def at_once(*acts):
    """Do all acts at the same moment; of each what it returned, or the class of its refusal."""
    together, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            together.wait(timeout=20)
            outcomes[number] = act()
        except DomainError as error:
            outcomes[number] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
